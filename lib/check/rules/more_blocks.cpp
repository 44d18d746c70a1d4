#include "check/circumstances.hpp"
#include "check/figures.hpp"

namespace selfopt::checking {
namespace {

// Less than this is below what anybody feels, whatever the ratio.
constexpr double k_least_more_blocks = 50;

void look(const Sight& sight, std::vector<Finding>& findings) {
  if (judged_by(sight) != CheckMode::buffers) return;
  const double before = *sight.before->blocks;
  const double after = *sight.after.blocks;
  if (after <= before * (1 + sight.tolerance) || after - before <= k_least_more_blocks) return;
  findings.push_back(judge_rise(sight, before > 0 ? after / before : after,
                                "touches more blocks: " + from_to(before, after, "blocks")));
}

}  // namespace

const Rule k_more_blocks{"more-blocks", "the statement touches more blocks than in the baseline",
                         look};

}  // namespace selfopt::checking
