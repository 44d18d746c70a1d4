#include "recommend/table_care.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "env/hash.hpp"

namespace selfopt::advisor {
namespace {

// Smaller tables are read whole whatever the planner thinks.
constexpr std::int64_t k_least_bytes = 128 * 1024;
// Looking up the rows of fewer pages costs an index-only scan little.
constexpr std::int64_t k_least_pages_to_vacuum = 1024;
// Twice what autovacuum waits for by default: this is more than being about to be done.
constexpr double k_changed_share = 0.2;
constexpr double k_changed_rows = 1000;
constexpr double k_visible_share = 0.5;

constexpr double k_missing = 0.95;
constexpr double k_old = 0.9;
constexpr double k_vacuum = 0.8;

// How often the workload reads a table, and which of its columns.
struct Reading {
  std::int64_t statements = 0;
  std::set<const Column*> columns;
};

std::map<const Table*, Reading> tables_read(const PreparedWorkload& workload) {
  std::map<const Table*, Reading> tables;
  for (const PreparedQuery& prepared : workload.queries) {
    std::set<const Table*> of_this_statement;
    for (const TableAccess& access : prepared.accesses) {
      of_this_statement.insert(access.table);
      for (const KeyAccess& use : access.uses)
        if (use.role != ColumnRole::output) tables[access.table].columns.insert(use.column);
    }
    for (const Table* table : of_this_statement)
      ++tables[table].statements;
  }
  return tables;
}

bool is_large_part(double rows, const Table& table) {
  return rows > k_changed_rows + k_changed_share * std::max(table.rows, 0.0);
}

bool has_any_statistics(const Table& table) {
  return std::ranges::any_of(table.columns, &Column::has_statistics);
}

std::string rows_text(double rows) {
  return format_count(static_cast<std::int64_t>(std::max(rows, 0.0)));
}

struct Finding {
  std::string reason;
  double confidence;
};

std::optional<Finding> lacks_statistics(const Table& table, const Reading& reading) {
  if (table.size_bytes < k_least_bytes) return std::nullopt;
  if (!table.analyzed && !has_any_statistics(table))
    return Finding{
        table.kind == 'p'
            ? "never analysed as a whole, which autovacuum does not do: the planner knows its "
              "partitions one by one only, not how many values they have together"
            : "never analysed: the planner knows nothing of its values, and this advice no more",
        k_missing};
  if (is_large_part(table.modified_rows, table))
    return Finding{fmt::format("{} of {} rows have changed since it was last analysed",
                               rows_text(table.modified_rows), rows_text(table.rows)),
                   k_old};
  if (!has_any_statistics(table)) return std::nullopt;  // hidden from this user
  for (const Column* column : reading.columns)
    if (column != nullptr && !column->has_statistics)
      return Finding{fmt::format("has no statistics of column {}", column->sql_name), k_missing};
  return std::nullopt;
}

std::optional<Finding> lacks_vacuum(const Table& table) {
  if (table.pages < k_least_pages_to_vacuum) return std::nullopt;
  if (is_large_part(table.dead_rows, table))
    return Finding{fmt::format("{} dead rows beside {} live ones are read again and again",
                               rows_text(table.dead_rows), rows_text(table.rows)),
                   k_vacuum};
  const double visible =
      static_cast<double>(table.all_visible_pages) / static_cast<double>(table.pages);
  if (table.vacuumed || visible >= k_visible_share) return std::nullopt;
  return Finding{
      fmt::format("never vacuumed: only {:.0f} % of its pages are known to be visible to "
                  "all, so that index-only scans read the table as well",
                  visible * 100),
      k_vacuum};
}

Recommendation care(RecommendationKind kind, const Table& table, const Finding& finding,
                    const Reading& reading) {
  Recommendation advice;
  advice.kind = kind;
  advice.table = table.sql_name;
  advice.name = table.name;
  advice.method.clear();
  advice.ddl = fmt::format("{} {}", to_string(kind), table.sql_name);
  advice.id = env::stable_hash_hex(advice.ddl);
  advice.confidence = finding.confidence;
  advice.reason =
      fmt::format("{} ({} read{} it)", finding.reason, counted(reading.statements, "statement"),
                  reading.statements == 1 ? "s" : "");
  return advice;
}

}  // namespace

std::vector<Recommendation> advise_care(const Catalog& catalog, const PreparedWorkload& workload) {
  const auto read = tables_read(workload);
  std::vector<Recommendation> advice;
  for (const Table& table : catalog.tables) {
    const auto found = read.find(&table);
    if (found == read.end()) continue;
    if (const auto finding = lacks_statistics(table, found->second))
      advice.push_back(care(RecommendationKind::analyze, table, *finding, found->second));
    if (const auto finding = lacks_vacuum(table))
      advice.push_back(care(RecommendationKind::vacuum, table, *finding, found->second));
  }
  return advice;
}

}  // namespace selfopt::advisor
