#include "recommend/prepared_workload.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include "sql/features.hpp"

namespace selfopt::advisor {
namespace {

bool can_be_planned(std::string_view statement_type) {
  constexpr std::array<std::string_view, 5> k_planned{"SELECT", "INSERT", "UPDATE", "DELETE",
                                                      "MERGE"};
  return std::ranges::find(k_planned, statement_type) != k_planned.end();
}

// Occurrences of the same text with the same values are one statement that runs more often.
Workload combined(const Workload& workload) {
  Workload distinct;
  std::unordered_map<std::string, std::size_t> place;
  for (const WorkloadQuery& query : workload) {
    std::string identity = query.sql;
    for (const auto& value : query.params)
      identity += '\0' + value.value_or("\0");
    const auto [found, is_new] = place.emplace(identity, distinct.size());
    if (is_new) {
      distinct.push_back(query);
      continue;
    }
    WorkloadQuery& first = distinct[found->second];
    first.calls += query.calls;
    if (first.total_ms && query.total_ms) *first.total_ms += *query.total_ms;
  }
  return distinct;
}

// \returns a table of these whose rows are on nodes that were not seen, or nullptr
const Table* unseen_table(const std::vector<TableAccess>& accesses, const Catalog& catalog) {
  const auto found = std::ranges::find_if(accesses, [&](const TableAccess& access) {
    return catalog.unseen_tables.contains(access.table->sql_name);
  });
  return found == accesses.end() ? nullptr : found->table;
}

}  // namespace

PreparedWorkload prepare_workload(const Workload& workload, const Catalog& catalog) {
  PreparedWorkload prepared;
  for (WorkloadQuery& query : combined(workload)) {
    const Features features = sql::read_features(query.sql);
    if (query.query_hash.empty()) query.query_hash = features.query_hash;
    if (features.error) {
      prepared.unsupported.push_back({query.query_hash, *features.error});
    } else if (!can_be_planned(features.statement_type)) {
      prepared.unsupported.push_back(
          {query.query_hash, fmt::format("{} is not planned", features.statement_type)});
    } else if (const auto accesses = table_accesses(features, catalog);
               const Table* table = unseen_table(accesses, catalog)) {
      prepared.unsupported.push_back(
          {query.query_hash, fmt::format("not costed: {} is distributed by Citus, and not every "
                                         "node that holds it could be asked",
                                         table->sql_name)});
    } else {
      prepared.queries.push_back(
          {std::move(query), accesses, table_write(features, catalog),
           features.statement_type == "SELECT" &&
               (features.aggregations > 0 || features.group_by > 0 || features.distinct)});
    }
  }
  return prepared;
}

double entries_written(const PreparedWorkload& workload, const IndexDefinition& definition) {
  double entries = 0;
  for (const PreparedQuery& prepared : workload.queries) {
    if (!prepared.write || !must_follow(definition, *prepared.write)) continue;
    entries += static_cast<double>(prepared.query.calls) * prepared.query.rows.value_or(1);
  }
  return entries;
}

std::vector<LostHotUpdates> lost_hot_updates(const PreparedWorkload& workload,
                                             const std::vector<IndexDefinition>& candidates) {
  std::map<std::vector<std::size_t>, double> entries_of;
  for (const PreparedQuery& prepared : workload.queries) {
    if (!prepared.write || prepared.write->spared_entries <= 0) continue;
    std::vector<std::size_t> concerned;
    for (std::size_t i = 0; i < candidates.size(); ++i)
      if (must_follow(candidates[i], *prepared.write)) concerned.push_back(i);
    if (!concerned.empty())
      entries_of[concerned] += static_cast<double>(prepared.query.calls) *
                               prepared.query.rows.value_or(1) * prepared.write->spared_entries;
  }
  std::vector<LostHotUpdates> lost;
  for (const auto& [concerned, entries] : entries_of)
    lost.push_back({entries, concerned});
  return lost;
}

}  // namespace selfopt::advisor
