#include "recommend/upkeep.hpp"

namespace selfopt::advisor {

double Upkeep::of(const whatif::IndexSet& indexes) const {
  double total = 0;
  if (!each.empty())
    for (const int index : indexes)
      total += each[static_cast<std::size_t>(index)];
  for (const SharedUpkeep& one : shared)
    if (!one.indexes.intersection(indexes).empty()) total += one.cost;
  return total;
}

}  // namespace selfopt::advisor
