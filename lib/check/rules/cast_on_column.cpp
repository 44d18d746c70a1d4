#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>

#include "check/filtered_columns.hpp"
#include "check/plan_changes.hpp"

namespace selfopt::checking {
namespace {

// PostgreSQL shows varchar and char as cast to text, and searches their indexes all the same.
bool is_binary_compatible(const std::string& type, std::string_view cast) {
  return cast.starts_with("text") && (type.starts_with("character varying"));
}

// \returns the type that the filter of a scan casts \p column to, or ""
std::string cast_of(const Column& column, const PlanNode& scan) {
  for (const std::string& written :
       {"(" + column.sql_name + ")::", "(" + scan.alias + "." + column.sql_name + ")::"}) {
    const std::size_t at = scan.filter.find(written);
    if (at == std::string::npos) continue;
    const std::string rest = scan.filter.substr(at + written.size());
    return rest.substr(0, rest.find_first_of(" )"));
  }
  return {};
}

void look_at_scan(const PlanNode& scan, const Sight& sight, std::vector<Finding>& findings) {
  const Table* table = sight.schema.table_of(scan.relation);
  if (table == nullptr || scan.type != "Seq Scan" ||
      sight.schema.blocks_of(scan.relation) < k_big_table_blocks)
    return;
  for (const Column& column : table->columns) {
    const std::string cast = cast_of(column, scan);
    if (cast.empty() || is_binary_compatible(column.type, cast)) continue;
    const std::string index = index_beginning_with(column.name, scan.relation, sight.schema);
    if (index.empty()) continue;
    findings.push_back(
        {.level = Level::warning,
         .message = fmt::format("{}.{} is {} and compared as {}, so that its index {} is of no use",
                                scan.relation, column.sql_name, column.type, cast, index),
         .hint = fmt::format("Compare it with a value of type {}.", column.type)});
  }
}

void look(const Sight& sight, std::vector<Finding>& findings) {
  if (!sight.planned) return;
  for (const auto& [alias, scan] : scans_by_alias(sight.after.plan))
    look_at_scan(*scan, sight, findings);
}

}  // namespace

const Rule k_cast_on_column{"cast-on-column", "a cast, often unwritten, keeps an index unused",
                            look};

}  // namespace selfopt::checking
