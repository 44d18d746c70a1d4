#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/workload.hpp>

#include "pg/session.hpp"
#include "pg/window.hpp"

/// When the statements of a window ran: what a chart over time is made of.
namespace selfopt::pg {

/// Statements of one kind.
struct StatementGroup {
  std::string query_hash;
  int group = 0;
};
/// The calls of the statements of one group that were counted together.
struct GroupCalls {
  int group = -1;          ///< -1: of all statements that are in no group
  WorkloadQuery measured;  ///< calls, total_ms, first_seen, last_seen
};
/// \returns rows from which a timeline can be made; a few thousand at most
std::vector<GroupCalls> group_calls(Session& session, const Cover& cover, double length_s,
                                    const std::vector<StatementGroup>& groups);
/// The same of one statement, as the only group.
std::vector<GroupCalls> statement_calls(Session& session, const Window& window,
                                        const std::string& query_hash);

}  // namespace selfopt::pg
