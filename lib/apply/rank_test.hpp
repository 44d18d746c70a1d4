#pragma once

#include <vector>

namespace selfopt::change {

/// How two samples compare.
struct RankTest {
  double shift = 0;      ///< how much larger the second sample's values are: the median of all
                         ///< differences (Hodges and Lehmann, 1963)
  double p_larger = 1;   ///< chance to see this or more if the second were not larger
  double p_smaller = 1;  ///< ... if it were not smaller
};

/// The rank-sum test of Mann and Whitney (1947), which asks nothing of the distributions: times of
/// statements have long tails. Exact for samples without ties up to 20 values each, else by the
/// normal approximation with its corrections for ties and continuity.
/// \param before, after in any order; with an empty one nothing can be told, and both p are 1
RankTest rank_test(const std::vector<double>& before, const std::vector<double>& after);

/// \param values at least one, in any order \returns the middle one, or the mean of the middle two
double middle(std::vector<double> values);

}  // namespace selfopt::change
