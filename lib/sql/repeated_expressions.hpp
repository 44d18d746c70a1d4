#pragma once

// For this room only: parameters that must have the value of others.
//
// GROUP BY date_trunc('month', d): the server takes the one in the select list for the same only if
// its constants are the same; pg_stat_statements prints $n for the one and leaves the other, or
// prints two different numbers.

#include <string_view>

#include "sql/parameters.hpp"

struct SelectStmt;

namespace selfopt::sql {

/// Finds the expressions that GROUP BY, ORDER BY and DISTINCT ON of \p select repeat.
/// \param statement its text, to copy constants from
/// \param found gets `same` and `literals`
void read_repeated_expressions(const SelectStmt& select, std::string_view statement,
                               Parameters& found);

/// Gives a literal that is known of one parameter to those that must be the same.
void pass_on_literals(Parameters& found);

}  // namespace selfopt::sql
