#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace selfopt {

/// What a recommendation asks for.
enum class RecommendationKind {
  create_index,
  drop_index,
  reindex,                   ///< build a bloated index anew
  analyze,                   ///< read a table's statistics anew
  vacuum,                    ///< mark pages whose rows all can see, and free the space of dead ones
  create_statistics,         ///< teach the planner which columns go together
  create_materialized_view,  ///< keep the result of an aggregate
  cluster,                   ///< sort a table's rows
  distribute,                ///< spread a table over the nodes of a Citus cluster in another way
};
std::string_view to_string(RecommendationKind kind);

/// What one statement costs without and with a recommendation, in planner units, one call.
struct QueryCost {
  std::string query_hash;
  double cost_before = 0;
  double cost_after = 0;
  std::string plan_change{};  ///< how its table is read before and after; may be empty
  std::string rewritten{};    ///< what has to be run in its place; empty: it stays as it is
};

/// What would have been advised in the place of an index.
struct RunnerUp {
  std::string index;  ///< "on table using method (keys) ..."
  std::int64_t size_bytes = 0;
  double cost = 0;     ///< of the workload with it instead
  std::string reason;  ///< why it was not taken
};

/// One change to the database that is worth its space.
struct Recommendation {
  std::string
      id;  ///< 16 hex digits of the kind, table and definition: the same advice, the same id
  RecommendationKind kind = RecommendationKind::create_index;
  std::string table;                 ///< schema-qualified
  std::string name;                  ///< of what is made, dropped or treated; at most 63 bytes
  std::vector<std::string> columns;  ///< key columns or expressions, in order
  std::vector<std::string> include;  ///< columns carried but not searched
  std::optional<std::string> where;  ///< condition of a partial index
  std::string method = "btree";
  std::string ddl;       ///< the statement that makes the change, without CONCURRENTLY
  std::string undo_ddl;  ///< the statement that takes it back; empty if nothing needs to
  std::int64_t size_bytes = 0;
  double cost_before = 0;  ///< of the workload, with the other recommendations but without this one
  double cost_after = 0;   ///< of the workload, with all recommendations
  double benefit = 0;      ///< 1 - cost_after / cost_before
  std::optional<double> saving_ms;
  std::optional<double> write_cost_ms;
  std::optional<double> refresh_cost;  ///< of a materialised view, planner units, each time
  std::optional<double> confidence;    ///< 0 to 1; absent counts as 1
  bool verified = true;                ///< false: no planner has confirmed it
  std::string reason;                  ///< a sentence for the reader
  std::vector<QueryCost> queries;      ///< the statements that it makes cheaper
  std::optional<RunnerUp> runner_up;
};

/// Something that was thought of and not advised.
struct RejectedCandidate {
  std::string candidate;
  std::string reason;
};

/// A statement that could not be taken into account.
struct UnsupportedQuery {
  std::string query_hash;
  std::string reason;
};

/// Statements that a few stand for.
struct Represented {
  std::int64_t statements = 0;
  double distance = 0;  ///< 0: they do the same with the same columns; 1: nothing in common
};

/// A private server that planned in place of the database's own.
struct PlannedOnClone {
  int server_version = 0;                ///< for example 150020
  std::vector<std::string> differences;  ///< what is not as in the database, a line each
};

/// Advice for one database and one workload. Costs are planner units weighted by calls.
struct Recommendations {
  std::string database;
  int server_version = 0;    ///< for example 150020
  std::string generated_at;  ///< ISO 8601 with zone

  std::int64_t queries = 0;  ///< distinct statements taken into account
  std::int64_t calls = 0;
  /// How many statements these represent, and how far those are from them on average, 0 to 1;
  /// absent if nothing was left out.
  std::optional<Represented> represented;
  double cost_before = 0;
  double cost_after = 0;
  /// The same if of each distributed statement only the node counts that has most to do for it, as
  /// nodes work at the same time (Citus); absent if none is distributed.
  std::optional<double> slowest_node_before;
  std::optional<double> slowest_node_after;
  std::optional<double> lower_bound;  ///< no set of the candidates can cost less; absent: unknown
  std::optional<double> gap;          ///< (cost_after - lower_bound) / cost_after
  std::vector<UnsupportedQuery> unsupported;
  /// Hashes of the statements of which nothing is proven, since the planner searches their joins by
  /// chance: the bound takes their best plan known.
  std::vector<std::string> inexact;

  /// The version of the clone that planned, and how it differs from the database; absent: the
  /// database's own server did.
  std::optional<PlannedOnClone> clone;

  std::optional<std::int64_t> budget_bytes;  ///< absent: no limit
  std::int64_t used_bytes = 0;
  std::int64_t what_if_calls = 0;
  double elapsed_ms = 0;
  int interrupted_by = 0;  ///< the signal that ended the search early, or 0

  std::vector<Recommendation> recommendations;  ///< in the order they should be applied
  std::vector<RejectedCandidate> rejected;
};

}  // namespace selfopt
