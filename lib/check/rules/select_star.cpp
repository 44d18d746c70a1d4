#include <fmt/format.h>

#include "check/rule.hpp"

namespace selfopt::checking {
namespace {

constexpr double k_wide_bytes = 300;

void look(const Sight& sight, std::vector<Finding>& findings) {
  if (!sight.habits.selects_star || !sight.planned || sight.after.plan.width < k_wide_bytes) return;
  findings.push_back(
      {.level = Level::warning,
       .message = fmt::format("SELECT * takes rows of {:.0f} bytes, whatever of them is needed",
                              sight.after.plan.width),
       .hint = "Name the columns; an index may then hold them all."});
}

}  // namespace

const Rule k_select_star{"select-star", "SELECT * of wide rows", look};

}  // namespace selfopt::checking
