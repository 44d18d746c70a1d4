#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/plan.hpp>
#include <selfopt/nouns/prediction.hpp>

namespace selfopt {

/// A table as it was when a statement that reads it was looked at.
struct TableState {
  double rows = -1;         ///< pg_class.reltuples; below 0: never analysed
  std::int64_t blocks = 0;  ///< of its file as it is, not as ANALYZE saw it
  /// Share of its blocks that an index-only scan need not look at, since VACUUM found them visible
  /// to all; as ANALYZE or VACUUM last counted them, nullopt if neither has.
  std::optional<double> visible{};
};

/// What was seen of one statement: the planner's choice and, if it was run, what it really did.
///
/// The same struct is what a baseline keeps and what is compared with it, so that a comparison is a
/// function of two observations.
struct Observation {
  std::string id;          ///< its name, else its query_hash; unique in a baseline
  std::string query_hash;  ///< libpg_query's fingerprint
  std::string sql;
  std::vector<std::optional<std::string>> params;  ///< values of $1, $2, ... that it was seen with
  int server_version = 0;                          ///< for example 150020
  std::map<std::string, std::string> settings;  ///< those for the planner that are not at default
  std::map<std::string, TableState> tables;     ///< by name, as PlanNode::relation has it
  PlanNode plan;
  std::string plan_hash;                 ///< as plan_hash() makes it
  std::optional<double> blocks;          ///< shared blocks that one run touched, cached or not
  std::optional<double> temp_blocks;     ///< blocks that one run wrote to temporary files
  std::optional<double> rows;            ///< that one run returned or affected
  std::optional<double> processed_rows;  ///< as processed_rows() counts
  std::vector<double> times_ms;          ///< each measured run; empty unless they were measured
  std::string model;                     ///< hash of the model that was asked; empty: none was
  Prediction prediction;                 ///< what it answered, or why it did not
  std::string error;                     ///< why it could not be looked at; empty if it could
};

/// \returns the major version of PostgreSQL that a statement was seen on, for example 15
int major_version(const Observation& seen);

}  // namespace selfopt
