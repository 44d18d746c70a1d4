#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/budget_curve.hpp>
#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/model.hpp>
#include <selfopt/nouns/planner_clone.hpp>
#include <selfopt/nouns/query_explanation.hpp>
#include <selfopt/nouns/recommendations.hpp>
#include <selfopt/nouns/workload.hpp>

namespace selfopt {

/// How sizes are estimated.
enum class SizeModel {
  real,    ///< as PostgreSQL 13 and later builds the index
  hypopg,  ///< HypoPG's figure, to compare with tools that use it
};

struct RecommendOptions {
  /// Total size of the advised indexes, bytes as `size_model` counts. Absent: no limit.
  std::optional<std::int64_t> budget_bytes;
  /// Number of advised indexes. Absent: no limit.
  std::optional<std::int64_t> max_indexes;
  Weight weight = Weight::calls;
  SizeModel size_model = SizeModel::real;
  /// Key columns of an index, at most. More than three seldom pays and multiplies the candidates.
  int max_width = 3;
  /// An index that saves less than this share of the workload's cost is not advised. 0 to 1.
  double min_benefit = 0.001;
  /// The search ends when its answer is proven to be within this share of the best. 0 to 1.
  double gap = 0.01;
  /// How long the search may go on.
  double time_limit_ms = 30'000;
  /// A workload of more distinct statements is represented by so many of them, which stand for the
  /// others with their calls and times (selfopt/compress.hpp). 0: all are taken as they are.
  std::int64_t max_statements = 500;
  /// Connections that ask the planner at the same time.
  int connections = 2;
  /// A statement that takes longer to plan is left out and listed.
  double plan_timeout_ms = 20'000;
  /// Whether to advise dropping what exists, too.
  bool drops = true;
  /// How long to wait for the lock of a table, to find out what its statements would cost without
  /// an index that exists by dropping it in a transaction that is rolled back: for HypoPG before
  /// 1.4, which cannot hide indexes. Others wait meanwhile. Absent: never done.
  std::optional<double> trial_lock_timeout_ms;
  /// An index that was scanned at most this often is unused.
  std::int64_t unused_scans = 0;
  /// ... if it was watched for at least this long. Month-end jobs need more than a month.
  double unused_after_days = 35;
  /// Servers that follow this one; their scans count, too.
  std::vector<Database> replicas;
  /// A model of index benefits (selfopt/train.hpp), not owned: where confidence starts. Null: none.
  const Model* model = nullptr;
  /// What plans in place of the database's own server (selfopt/clone.hpp), not owned. Null:
  /// nothing.
  const PlannerClone* clone = nullptr;
  /// Advise without asking a planner, if HypoPG is missing; everything is then marked unverified.
  bool unverified = false;
};

/// Which statements are slow.
struct SlowScan {
  double above_mean_ms = 1000;  ///< they take more than this on average
  std::int64_t limit = 100;     ///< at most so many, the slowest
};

/// \returns the slow statements of \p workload, the slowest first. Those whose times are not known
///          are left out.
Workload slow_statements(Workload workload, const SlowScan& scan);

/// Finds the indexes that make \p workload cheapest within the limits. Changes nothing: indexes are
/// tried out with HypoPG, in the planner's imagination.
///
/// Statements that cannot be planned are listed in `unsupported`; the others still get advice.
/// \throws Error{refused} if HypoPG is missing and `unverified` is not set; Error{input} if the
///         workload is empty; Error{database} if the server cannot be reached
Recommendations recommend(const Database& database, const Workload& workload,
                          const RecommendOptions& options);

/// Finds the same advice and says of one statement why it gets the indexes that it gets.
/// \throws as recommend; Error{input} if the workload has no such statement
QueryExplanation explain_advice(const Database& database, const Workload& workload,
                                const RecommendOptions& options, const std::string& query_hash);

/// Finds what the best indexes for each budget make of the workload, so that one sees from where on
/// more space is not worth it. `budget_bytes` is not looked at; the time limit is for all budgets.
/// \throws as recommend
BudgetCurve budget_curve(const Database& database, const Workload& workload,
                         const RecommendOptions& options);

}  // namespace selfopt
