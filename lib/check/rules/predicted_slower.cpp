#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "check/circumstances.hpp"
#include "check/figures.hpp"

namespace selfopt::checking {
namespace {

void look(const Sight& sight, std::vector<Finding>& findings) {
  if (judged_by(sight) != CheckMode::predict ||
      !is_foretold_slower(*sight.before, sight.after, sight.tolerance))
    return;
  const ExpectedTime before = *expected_time(*sight.before);
  const ExpectedTime after = *expected_time(sight.after);
  findings.push_back(
      judge_rise(sight, after.ms / before.ms,
                 fmt::format("is foretold to take longer: {} ({}) to {} ({} to {})",
                             format_duration_ms(before.ms),
                             sight.before->prediction.predicted_ms ? "foretold" : "measured",
                             format_duration_ms(after.ms), format_duration_ms(after.low_ms),
                             format_duration_ms(after.high_ms))));
}

}  // namespace

const Rule k_predicted_slower{
    "predicted-slower", "a model foretells that the statement takes longer (mode predict)", look};

}  // namespace selfopt::checking
