#pragma once

#include <string>

#include <selfopt/nouns/budget_curve.hpp>
#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/query_explanation.hpp>
#include <selfopt/nouns/recommendations.hpp>
#include <selfopt/recommend.hpp>

#include "recommend/candidate_pool.hpp"
#include "recommend/prepared_workload.hpp"
#include "recommend/search.hpp"
#include "recommend/selection.hpp"
#include "whatif/cost_oracle.hpp"

namespace selfopt::advisor {

/// The search for one workload on one database: statements are planned and candidates narrowed down
/// once, then any number of budgets is asked for, each using what the others found out.
class Adviser {
 public:
  /// \param catalog, options must outlive it
  Adviser(const Database& database, const Catalog& catalog, PreparedWorkload workload,
          const RecommendOptions& options);

  /// Finds the best indexes within the options' limits. When the user asks to stop, the best found
  /// so far is written, and `interrupted_by` says so.
  Recommendations recommend();

  /// Finds the best indexes for every budget that makes a difference, dearest first. When the user
  /// asks to stop, the points found so far are written.
  BudgetCurve curve();

  /// Finds the best indexes and says of one statement why it gets the ones that it gets.
  /// \throws Error{input} if the workload has no such statement, or it cannot be planned
  QueryExplanation explain(const std::string& query_hash);

  const std::vector<UnsupportedQuery>& unsupported() const { return m_workload.unsupported; }

 private:
  static SelectionProblem make_problem(whatif::CostOracle& oracle, const CandidatePool& candidates,
                                       const PreparedWorkload& workload,
                                       const RecommendOptions& options);
  whatif::IndexSet make_pool();
  void add_partitions();
  void say_what_takes_too_long() const;
  Catalog plan_statements(const Database& database);
  Certified choose(const SelectionLimits& limits, double time_ms);
  Certified choose_at_once();
  BudgetPoint point(const Certified& answer);
  int number_of(const std::string& query_hash) const;

  Database m_database;
  const Catalog& m_catalog;
  const RecommendOptions& m_options;
  PreparedWorkload m_workload;
  whatif::CostOracle m_oracle;
  Catalog m_not_chosen;  // without the indexes that are part of the choice
  CandidatePool m_candidates;
  whatif::IndexSet m_pool;
  SelectionProblem m_problem;
  Search m_search;
};

}  // namespace selfopt::advisor
