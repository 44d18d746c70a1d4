#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "check/figures.hpp"
#include "measuring/statistics.hpp"

namespace selfopt::checking {
namespace {

void look(const Sight& sight, std::vector<Finding>& findings) {
  if (judged_by(sight) != CheckMode::time ||
      !is_slower(*sight.before, sight.after, sight.tolerance, sight.seed))
    return;
  const double before = median(sight.before->times_ms);
  const double after = median(sight.after.times_ms);
  const auto interval = ratio_interval(sight.before->times_ms, sight.after.times_ms, sight.seed);
  findings.push_back({.level = Level::error,
                      .message = fmt::format("takes longer: {} to {} (surely {:.2f}x to {:.2f}x)",
                                             format_duration_ms(before), format_duration_ms(after),
                                             1 / interval->high, 1 / interval->low)});
}

}  // namespace

const Rule k_slower{"slower", "the statement takes longer, surely and by more than the tolerance",
                    look};

}  // namespace selfopt::checking
