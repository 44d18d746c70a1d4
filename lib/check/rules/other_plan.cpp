#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "check/figures.hpp"

namespace selfopt::checking {
namespace {

std::string figures(const Sight& sight, CheckMode mode) {
  const auto before = figure(*sight.before, mode);
  const auto after = figure(sight.after, mode);
  if (!before || !after) return {};
  const char* verdict = *after <= *before * (1 + sight.tolerance) ? ", no worse" : "";
  switch (mode) {
    case CheckMode::buffers:
      return verdict + (": " + from_to(*before, *after, "blocks"));
    case CheckMode::plan:
      return verdict + (": " + from_to(*before, *after, "cost units"));
    case CheckMode::time:
    case CheckMode::predict:
      break;
  }
  return fmt::format("{}: {} to {}", verdict, format_duration_ms(*before),
                     format_duration_ms(*after));
}

void look(const Sight& sight, std::vector<Finding>& findings) {
  const auto mode = judged_by(sight);
  if (!mode || sight.regressed || sight.before->plan_hash == sight.after.plan_hash) return;
  findings.push_back({.level = Level::note, .message = "another plan" + figures(sight, *mode)});
}

}  // namespace

const Rule k_other_plan{"other-plan", "the plan is another than in the baseline, but no worse",
                        look};

}  // namespace selfopt::checking
