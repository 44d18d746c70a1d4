#include "recommend/choice_space.hpp"

#include <map>

namespace selfopt::advisor {

using whatif::IndexSet;

ChoiceSpace::ChoiceSpace(const Master& given)
    : master(given),
      bundles_of(given.size_bytes.size()),
      concerns(given.size_bytes.size()),
      shared_of(given.size_bytes.size()) {
  std::map<IndexSet, std::size_t> numbers;
  const auto number_of = [&](const IndexSet& bundle) {
    const auto [known, is_new] = numbers.emplace(bundle, bundles.size());
    if (is_new) bundles.push_back(bundle);
    return known->second;
  };
  number_of({});
  for (const auto& accesses : master.statements) {
    auto& known = ways.emplace_back();
    for (const Access& access : accesses) {
      if (access.branch >= 0) continue;
      for (const int index : access.required)
        if (auto& of = concerns[static_cast<std::size_t>(index)];
            of.empty() || of.back().statement != ways.size() - 1)
          of.push_back({ways.size() - 1, known.size()});
      known.push_back({access.cost, number_of(access.required)});
    }
  }
  for (std::size_t bundle = 0; bundle < bundles.size(); ++bundle)
    for (const int index : bundles[bundle])
      bundles_of[static_cast<std::size_t>(index)].push_back(bundle);
  for (std::size_t shared = 0; shared < master.upkeep.shared.size(); ++shared)
    for (const int index : master.upkeep.shared[shared].indexes)
      shared_of[static_cast<std::size_t>(index)].push_back(shared);
}

}  // namespace selfopt::advisor
