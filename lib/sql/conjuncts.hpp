#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace selfopt::sql {

/// Takes a condition apart at its topmost ANDs, as EXPLAIN prints conditions: fully in parentheses,
/// BETWEEN written out. For example "((a = 1) AND (b < 2))" gives "(a = 1)" and "(b < 2)".
std::vector<std::string> conjuncts(std::string_view condition);

}  // namespace selfopt::sql
