#pragma once

#include <string>
#include <string_view>

#include <selfopt/nouns/plan.hpp>

namespace selfopt::exchange {

/// Reads what EXPLAIN (FORMAT JSON) printed, of any PostgreSQL version from 13 on.
/// \throws Error{database} if it is not that
Plan read_plan(std::string_view json);

/// \returns the same on one line.
/// \throws Error{database} if it is not JSON
std::string on_one_line(std::string_view json);

}  // namespace selfopt::exchange
