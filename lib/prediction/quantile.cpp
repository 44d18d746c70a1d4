#include "prediction/quantile.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace selfopt::prediction {

double quantile(std::vector<double> values, double share) {
  std::ranges::sort(values);
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return std::lerp(values[below], values[above], place - static_cast<double>(below));
}

std::optional<double> measured_ms(const WorkloadQuery& query) {
  if (!query.times_ms.empty()) return quantile(query.times_ms, 0.5);
  if (query.mean_ms) return query.mean_ms;
  if (query.total_ms && query.calls > 0) return *query.total_ms / static_cast<double>(query.calls);
  return std::nullopt;
}

}  // namespace selfopt::prediction
