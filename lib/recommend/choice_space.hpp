#pragma once

#include <cstddef>
#include <vector>

#include "recommend/master.hpp"

namespace selfopt::advisor {

/// The ways of a Master that are known for sure, laid out for a search in memory. Indexes that some
/// way needs together are a bundle: what a search adds at once.
struct ChoiceSpace {
  /// \param master pruned; must outlive it. Its ways that are bounds are left out.
  explicit ChoiceSpace(const Master& master);

  struct Way {
    double cost = 0;
    std::size_t bundle = 0;
  };
  /// A statement that an index can matter to.
  struct Concern {
    std::size_t statement = 0;
    std::size_t first_way = 0;  ///< the cheapest way that needs the index
  };

  const Master& master;
  std::vector<whatif::IndexSet> bundles;             ///< the first is empty
  std::vector<std::vector<Way>> ways;                ///< of each statement, cheapest first
  std::vector<std::vector<std::size_t>> bundles_of;  ///< of each index
  std::vector<std::vector<Concern>> concerns;        ///< of each index
  std::vector<std::vector<std::size_t>> shared_of;   ///< of each index: upkeep that others pay, too

  double upkeep(int index) const {
    return master.upkeep.each.empty() ? 0 : master.upkeep.each[static_cast<std::size_t>(index)];
  }
  std::int64_t size_bytes(int index) const {
    return master.size_bytes[static_cast<std::size_t>(index)];
  }
};

}  // namespace selfopt::advisor
