#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace selfopt::sql {

/// What is done in a statement that often goes wrong, as far as its text tells.
struct Habits {
  bool selects_star = false;           ///< the outermost SELECT asks for all columns
  std::optional<std::int64_t> offset;  ///< the largest constant of an OFFSET
  std::vector<std::string> not_in;     ///< columns that a NOT IN (SELECT column) compares with;
                                       ///< "" for an expression
  bool cross_joins = false;            ///< says CROSS JOIN or ON true
};

/// \returns nothing of it for a statement that does not parse
Habits read_habits(std::string_view statement);

}  // namespace selfopt::sql
