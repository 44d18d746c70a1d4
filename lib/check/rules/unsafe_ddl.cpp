#include <algorithm>

#include "check/rule.hpp"
#include "sql/ddl_hazards.hpp"

namespace selfopt::checking {
namespace {

void look(const Sight& sight, std::vector<Finding>& findings) {
  const auto& made_before = sight.statement.tables_made_before;
  for (const sql::DdlHazard& hazard : sql::read_ddl_hazards(sight.statement.sql)) {
    if (std::ranges::find(made_before, hazard.table) != made_before.end()) continue;
    findings.push_back(
        {.level = Level::error,
         .message = hazard.table.empty() ? hazard.what : hazard.table + ": " + hazard.what,
         .hint = hazard.instead});
  }
}

}  // namespace

const Rule k_unsafe_ddl{"unsafe-ddl", "a migration locks a table for long, or loses data", look};

}  // namespace selfopt::checking
