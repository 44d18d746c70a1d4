#include "recommend/explain.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "recommend/existing_candidates.hpp"
#include "recommend/plan_change.hpp"

namespace selfopt::advisor {

using whatif::IndexSet;

namespace {

// A plan less than this share cheaper is not called cheaper.
constexpr double k_noticeable = 0.001;

class Explainer {
 public:
  Explainer(SelectionProblem& problem, const Evaluated& chosen, int query)
      : m_problem(problem), m_chosen(chosen), m_query(query) {}

  ConsideredIndex consider(int index, const QueryExplanation& query) {
    auto& oracle = m_problem.oracle();
    ConsideredIndex considered;
    considered.index = oracle.definition(index).sql();
    considered.size_bytes = m_problem.size_bytes(index);
    considered.cost_alone = oracle.cost(m_query, oracle.now().with(index)).cost;
    considered.cost_beside = oracle.cost(m_query, m_chosen.set.with(index)).cost;
    considered.advised = m_chosen.set.contains(index);
    considered.used = oracle.cost(m_query, m_chosen.set).used.contains(index);
    considered.verdict = verdict(index, considered, query);
    return considered;
  }

 private:
  std::string verdict(int index, const ConsideredIndex& considered, const QueryExplanation& query) {
    if (considered.used) return "advised; the statement uses it";
    if (considered.advised) return "advised for other statements; this one does not want it";
    const double own_gain = 1 - considered.cost_beside / query.cost_after;
    if (own_gain < k_noticeable)
      return considered.cost_alone < query.cost_before * (1 - k_noticeable)
                 ? "the advised indexes do its work"
                 : "the planner does not want it";
    return not_advised(index, own_gain);
  }

  // It would help this statement: what keeps it out is the rest of the workload, or the room.
  std::string not_advised(int index, double own_gain) {
    const IndexSet larger = m_chosen.set.with(index);
    const Evaluated with = m_problem.evaluate(larger);
    const double gain = m_chosen.total - m_chosen.upkeep - (with.total - with.upkeep);
    const std::string gains =
        fmt::format("would make this statement {:.1f} % and the workload {:.2f} % cheaper",
                    own_gain * 100, gain / (m_chosen.total - m_chosen.upkeep) * 100);
    if (m_problem.fits(larger)) return gains + ": too little for an index of its own";
    const auto& limits = m_problem.limits();
    if (limits.budget_bytes && m_problem.size_bytes(index) > *limits.budget_bytes)
      return gains + ", but is larger than the budget";
    return gains + ", but what would have to go for it saves more";
  }

  SelectionProblem& m_problem;
  const Evaluated& m_chosen;
  int m_query;
};

}  // namespace

QueryExplanation explain_query(const PreparedWorkload& workload, SelectionProblem& problem,
                               const IndexSet& pool, const Evaluated& chosen, int query,
                               PlanView& plans) {
  auto& oracle = problem.oracle();
  const WorkloadQuery& known = workload.queries[static_cast<std::size_t>(query)].query;
  QueryExplanation explanation{known.query_hash,
                               known.sql,
                               known.calls,
                               oracle.cost(query, oracle.now()).cost,
                               oracle.cost(query, chosen.set).cost,
                               oracle.cost(query, pool).cost,
                               {},
                               {},
                               {}};
  const PreparedQuery& prepared = workload.queries[static_cast<std::size_t>(query)];
  std::vector<IndexDefinition> advised;
  const IndexSet imagined = chosen.set.difference(oracle.existing());
  for (const int index : imagined.intersection(oracle.related(query)))
    advised.push_back(oracle.definition(index));
  if (const auto before = plans.plan(prepared, {})) explanation.plan_before = plan_outline(*before);
  plans.hide(given_up(oracle, chosen.set));
  if (const auto after = plans.plan(prepared, advised))
    explanation.plan_after = plan_outline(*after);
  Explainer explainer(problem, chosen, query);
  const IndexSet possible = pool.difference(oracle.existing());
  for (const int index : possible.intersection(oracle.related(query)))
    explanation.considered.push_back(explainer.consider(index, explanation));
  std::ranges::stable_sort(explanation.considered, [](const auto& a, const auto& b) {
    return a.used != b.used ? a.used : a.cost_alone < b.cost_alone;
  });
  return explanation;
}

}  // namespace selfopt::advisor
