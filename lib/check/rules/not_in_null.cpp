#include <algorithm>

#include <fmt/format.h>

#include "check/rule.hpp"

namespace selfopt::checking {
namespace {

// Whether every table of the statement that has such a column forbids NULL in it.
bool is_never_null(const std::string& column, const Sight& sight) {
  bool found = false;
  for (const Relation& relation : sight.features.relations)
    for (const Table& table : sight.schema.catalog.tables) {
      if (table.name != relation.name ||
          (!relation.schema.empty() && relation.schema != table.schema))
        continue;
      const auto one = std::ranges::find(table.columns, column, &Column::name);
      if (one == table.columns.end()) continue;
      if (!one->not_null) return false;
      found = true;
    }
  return found;
}

void look(const Sight& sight, std::vector<Finding>& findings) {
  for (const std::string& column : sight.habits.not_in) {
    if (!column.empty() && is_never_null(column, sight)) continue;
    findings.push_back(
        {.level = Level::warning,
         .message = fmt::format("NOT IN (SELECT {}) gives no row at all once there is a NULL, and "
                                "cannot be planned as a join",
                                column.empty() ? "..." : column),
         .hint = "Write NOT EXISTS (SELECT ... WHERE ...)."});
  }
}

}  // namespace

const Rule k_not_in_null{"not-in-null", "NOT IN of a sub-select whose column may be NULL", look};

}  // namespace selfopt::checking
