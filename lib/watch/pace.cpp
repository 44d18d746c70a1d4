#include "watch/pace.hpp"

#include <algorithm>

namespace selfopt::loop {
namespace {

constexpr double k_jitter = 0.1;
constexpr std::int64_t k_most_failures = 5;
constexpr std::int64_t k_most_doublings = 12;
constexpr auto k_longest_retry = std::chrono::hours(1);

}  // namespace

Pace::Ms Pace::after_success(Ms interval) {
  m_failures = 0;
  return jitter(interval);
}

Pace::Ms Pace::after_failure(Ms retry) {
  const auto doublings = std::min(m_failures++, k_most_doublings);
  return jitter(
      std::min<Ms>(retry * (std::int64_t{1} << doublings), std::max<Ms>(retry, k_longest_retry)));
}

bool Pace::circuit_open() const {
  return m_failures >= k_most_failures;
}

Pace::Ms Pace::jitter(Ms pause) {
  const double factor = 1 + k_jitter * (2 * m_random.uniform() - 1);
  return Ms(static_cast<std::int64_t>(static_cast<double>(pause.count()) * factor));
}

}  // namespace selfopt::loop
