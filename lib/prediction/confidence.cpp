#include "prediction/confidence.hpp"

#include <algorithm>
#include <cmath>

namespace selfopt::prediction {
namespace {

constexpr double k_start = 0.95;
constexpr double k_never_analysed = 0.4;
constexpr double k_rows_not_known = 0.95;

}  // namespace

double confidence(const Evidence& evidence) {
  double trust = evidence.probability.value_or(k_start);
  trust *= evidence.changed_share ? 1 / (1 + 2 * std::max(0.0, *evidence.changed_share))
                                  : k_never_analysed;
  trust *= evidence.misestimate ? 1 / (1 + std::log10(std::max(1.0, *evidence.misestimate)) / 2)
                                : k_rows_not_known;
  trust *= 1 - 0.1 / (1 + std::log10(std::max(1.0, evidence.calls)));
  trust *= 1 / (1 + evidence.spread.value_or(0) / 10);
  return std::clamp(trust, 0.0, 1.0);
}

}  // namespace selfopt::prediction
