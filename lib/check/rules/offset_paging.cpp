#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "check/rule.hpp"

namespace selfopt::checking {
namespace {

constexpr std::int64_t k_deep = 1000;

void look(const Sight& sight, std::vector<Finding>& findings) {
  if (sight.habits.offset.value_or(0) < k_deep) return;
  findings.push_back(
      {.level = Level::warning,
       .message = fmt::format("OFFSET {} has all rows before it computed and thrown away",
                              format_count(*sight.habits.offset)),
       .hint = "Ask for the rows behind the last key that was seen: WHERE (a, id) > (..., ...)."});
}

}  // namespace

const Rule k_offset_paging{"offset-paging", "an OFFSET throws a thousand rows or more away", look};

}  // namespace selfopt::checking
