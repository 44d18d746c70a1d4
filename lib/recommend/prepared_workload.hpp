#pragma once

#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/recommendations.hpp>
#include <selfopt/nouns/workload.hpp>

#include "recommend/table_access.hpp"
#include "recommend/table_write.hpp"

namespace selfopt::advisor {

/// One distinct statement of the workload, read and resolved.
struct PreparedQuery {
  WorkloadQuery query;                ///< calls and times of all its occurrences together
  std::vector<TableAccess> accesses;  ///< empty: it reads no table that can have an index
  std::optional<TableWrite> write;    ///< what indexes have to follow
  bool aggregates = false;            ///< it reads rows and gives fewer
  std::string planned_sql{};          ///< what the planner is asked about in its place
  std::vector<std::optional<std::string>> values{};  ///< of the parameters of `planned_sql`
};

/// The statements that can get advice, and those that cannot, with the reason.
struct PreparedWorkload {
  std::vector<PreparedQuery> queries;
  std::vector<UnsupportedQuery> unsupported;
  bool represents_others = false;  ///< calls are also those of statements that are alike only
};

/// Reads every statement of \p workload once: equal texts are one, utility statements and what does
/// not parse are set aside. The result points into \p catalog.
PreparedWorkload prepare_workload(const Workload& workload, const Catalog& catalog);

/// \returns how many entries the workload's writes would make in an index; a write whose rows are
/// not
///          known counts as one row
double entries_written(const PreparedWorkload& workload, const IndexDefinition& definition);

/// Entries that an UPDATE makes in other indexes because one of some candidates reads what it
/// changes: as many for one of them as for all.
struct LostHotUpdates {
  double entries = 0;
  std::vector<std::size_t> candidates;  ///< places in the list
};

/// \returns what the workload's updates would lose, one for each set of \p candidates that they
///          concern
std::vector<LostHotUpdates> lost_hot_updates(const PreparedWorkload& workload,
                                             const std::vector<IndexDefinition>& candidates);

}  // namespace selfopt::advisor
