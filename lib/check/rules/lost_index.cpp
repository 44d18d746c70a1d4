#include <fmt/format.h>

#include "check/cause.hpp"
#include "check/rule.hpp"

namespace selfopt::checking {
namespace {

void look(const Sight& sight, std::vector<Finding>& findings) {
  if (sight.before == nullptr || !sight.planned) return;
  for (const LostIndex& lost : lost_indexes(*sight.before, sight.after, sight.schema))
    findings.push_back(
        {.level = sight.regressed ? Level::error : Level::note,
         .message = fmt::format("index {} ({}) on {} is used no longer: it {}", lost.name,
                                lost.definition, lost.relation, lost.why)});
}

}  // namespace

const Rule k_lost_index{"lost-index", "an index of the baseline's plan is used no longer, and why",
                        look};

}  // namespace selfopt::checking
