#include "check/figures.hpp"

namespace selfopt::checking {
namespace {

void look(const Sight& sight, std::vector<Finding>& findings) {
  if (!judged_by(sight) || !sight.before->rows || !sight.after.rows) return;
  if (*sight.before->rows == *sight.after.rows) return;
  findings.push_back({.level = Level::note,
                      .message = "gives another number of rows: " +
                                 from_to(*sight.before->rows, *sight.after.rows, "rows")});
}

}  // namespace

const Rule k_other_result{"other-result", "the statement gives another number of rows", look};

}  // namespace selfopt::checking
