#include "check/figures.hpp"

namespace selfopt::checking {
namespace {

void look(const Sight& sight, std::vector<Finding>& findings) {
  const auto mode = judged_by(sight);
  if (!mode || sight.regressed || sight.before->plan_hash == sight.after.plan_hash) return;
  std::string figures;
  if (mode == CheckMode::buffers)
    figures = from_to(*sight.before->blocks, *sight.after.blocks, "blocks");
  if (mode == CheckMode::plan)
    figures = from_to(sight.before->plan.total_cost, sight.after.plan.total_cost, "cost units");
  findings.push_back(
      {.level = Level::note,
       .message = "another plan, no worse" + (figures.empty() ? "" : ": " + figures)});
}

}  // namespace

const Rule k_other_plan{"other-plan", "the plan is another than in the baseline, but no worse",
                        look};

}  // namespace selfopt::checking
