#pragma once

// For this room only: the column that a side of a comparison is.

#include <optional>
#include <string>

#include "sql/nodes.hpp"
#include "sql/parameters.hpp"

namespace selfopt::sql {

/// A column, bare or in a call or cast whose result is compared like the column.
struct ColumnSide {
  WrittenColumn column;
  std::string function;
};

/// \returns nothing if \p node is no column in this sense
std::optional<ColumnSide> column_side(const Node* node);

}  // namespace selfopt::sql
