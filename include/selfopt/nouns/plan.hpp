#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace selfopt {

/// One node of a plan as EXPLAIN (FORMAT JSON) prints it. Costs are planner units; times are in
/// milliseconds and, like actual rows, present only when the statement was run.
struct PlanNode {
  std::string type;      ///< "Seq Scan", "Index Only Scan", "Hash Join", ...
  std::string relation;  ///< schema-qualified if the plan says so; may be empty
  std::string alias;
  std::string index;             ///< name of the index that is scanned; may be empty
  std::string index_definition;  ///< what it is, if somebody looked it up: "btree (a, b)"
  std::string filter;     ///< condition by which rows that were read are thrown away; may be empty
  std::string condition;  ///< by which the index finds rows; may be empty
  std::string join_condition;           ///< of a join: hash, merge and join filter; may be empty
  std::vector<std::string> group_keys;  ///< of an aggregation, as the plan prints them
  std::string join_type;
  std::string place;     ///< under its parent: "Outer", "Inner", "SubPlan", "InitPlan", ...
  std::string provider;  ///< of a Custom Scan: who does it, for example "Citus Adaptive"
  std::string strategy;  ///< of an aggregate: "Plain", "Sorted", "Hashed", "Mixed"
  double width = 0;      ///< bytes of a row, estimated
  double workers = 0;    ///< processes that the planner wants to help, of a Gather
  double startup_cost = 0;
  double total_cost = 0;
  double rows = 0;                    ///< estimated, for each loop
  std::optional<double> actual_rows;  ///< for each loop
  std::optional<double> actual_ms;    ///< to the last row, for each loop
  std::optional<double> loops;
  std::optional<double> shared_hit_blocks;
  std::optional<double> shared_read_blocks;
  std::optional<double> temp_written_blocks;
  std::optional<double> removed_rows;  ///< by filters, for each loop
  bool spilled = false;                ///< it was run and its sort or hash did not fit the memory
  std::vector<PlanNode> children;
};

/// A whole plan.
struct Plan {
  PlanNode root;
  std::optional<double> planning_ms;
  std::optional<double> execution_ms;
};

/// \returns the names of all indexes that \p plan scans, sorted, unique.
std::vector<std::string> used_indexes(const Plan& plan);

/// \returns the relations that \p plan reads, as it prints them, each as often as it stands there
std::vector<std::string> read_relations(const PlanNode& plan);

/// What an index is, without its name, by the table it is on ("schema.table") and its name.
using IndexDefinitions = std::map<std::pair<std::string, std::string>, std::string>;

/// \returns 16 hex digits, the same for plans of the same shape: node and join types, relations,
/// and
///          the indexes by what they are, so that an index made again under another name counts as
///          the same. Costs, row counts and constants do not matter.
/// \param indexes definitions; an index that is missing there counts by its name
std::string plan_hash(const Plan& plan, const IndexDefinitions& indexes);

/// Counts how much work a plan was, whatever the machine.
/// \returns the rows that its nodes gave out or threw away, in all loops; nullopt if it was not run
std::optional<double> processed_rows(const PlanNode& plan);

/// Fills index_definition of every node that scans an index.
void name_index_definitions(PlanNode& plan, const IndexDefinitions& indexes);

/// \returns who does a part of \p plan that PostgreSQL's planner has not costed, since it happens
///          elsewhere: in another engine or on other nodes; empty if all has a cost
std::string uncosted_provider(const Plan& plan);

/// \returns whether Citus sends parts of \p plan to other nodes. Below its node stand the plans of
///          tasks, with the names of whole tables and their indexes; what the tasks cost together
///          is the cost of the plan.
bool is_distributed(const PlanNode& plan);

/// \returns whether \p plan lets parallel workers help.
bool is_parallel(const Plan& plan);

/// \returns whether a nested loop of \p plan probes an index that does not hold all it has to
/// check,
///          so that each probe reads rows in vain. The planner judges such plans badly: it assumes
///          that a semi or anti join stops at the first row.
bool has_wasteful_probe(const Plan& plan);

}  // namespace selfopt
