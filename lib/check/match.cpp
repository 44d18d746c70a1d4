#include "check/match.hpp"

#include <map>
#include <set>

namespace selfopt::checking {

std::vector<const Observation*> match(const std::vector<CheckedStatement>& statements,
                                      const std::vector<Observation>& baseline,
                                      std::vector<std::string>& missing) {
  std::map<std::string, const Observation*> by_id;
  for (const Observation& seen : baseline)
    by_id.emplace(seen.id, &seen);
  std::vector<const Observation*> partners;
  std::set<std::string> found_ids;
  for (const CheckedStatement& statement : statements) {
    const auto found = by_id.find(statement.id);
    partners.push_back(found == by_id.end() ? nullptr : found->second);
    found_ids.insert(statement.id);
  }
  for (const Observation& seen : baseline)
    if (!found_ids.contains(seen.id)) missing.push_back(seen.id);
  return partners;
}

}  // namespace selfopt::checking
