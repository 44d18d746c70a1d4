#include "check/figures.hpp"

namespace selfopt::checking {
namespace {

// A plan that touches no more blocks is no regression, but one that goes through the same rows over
// and over in memory is. That takes a great many.
constexpr double k_too_many_times = 10;
constexpr double k_least_more_rows = 1e6;

void look(const Sight& sight, std::vector<Finding>& findings) {
  if (judged_by(sight) != CheckMode::buffers) return;
  if (!sight.before->processed_rows || !sight.after.processed_rows) return;
  const double before = *sight.before->processed_rows;
  const double after = *sight.after.processed_rows;
  if (after <= before * k_too_many_times || after - before <= k_least_more_rows) return;
  findings.push_back({.level = Level::error,
                      .message = "goes through more rows: " + from_to(before, after, "rows")});
}

}  // namespace

const Rule k_more_rows{"more-rows",
                       "the nodes of the plan go through ten times the baseline's rows", look};

}  // namespace selfopt::checking
