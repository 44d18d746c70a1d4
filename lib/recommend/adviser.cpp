#include "recommend/adviser.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/units.hpp>

#include "env/signals.hpp"
#include "literals/literals.hpp"
#include "recommend/advice.hpp"
#include "recommend/existing_candidates.hpp"
#include "recommend/explain.hpp"
#include "recommend/known_ways.hpp"
#include "recommend/materialized_views.hpp"
#include "recommend/partition_access.hpp"
#include "recommend/plan_view.hpp"
#include "recommend/row_order.hpp"
#include "recommend/unproven.hpp"

namespace selfopt::advisor {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using whatif::CostOracle;
using whatif::IndexSet;

namespace {

// Each budget of the curve is this much smaller than the next: two budgets for each doubling.
const double k_step = std::sqrt(2.0);
// Of the time limit: each exchange takes few plans.
constexpr double k_share_to_extend = 0.1;
constexpr int k_most_points = 16;
// Of the time limit: what one plan may take, so that some are made within it; but no less than
// this.
constexpr double k_share_of_plan = 0.1;
constexpr double k_least_plan_ms = 1000;
// Who does not want to wait gets what is found out in this time by what is known already.
constexpr milliseconds k_at_once{500};

milliseconds whole_ms(double ms) {
  return milliseconds(static_cast<std::int64_t>(ms));
}

IndexSet set_of(const std::vector<std::size_t>& places) {
  std::vector<int> members;
  for (const std::size_t place : places)
    members.push_back(static_cast<int>(place));
  return IndexSet(members);
}

std::optional<milliseconds> trial_lock_timeout(const RecommendOptions& options) {
  if (!options.trial_lock_timeout_ms || !options.drops) return std::nullopt;
  return whole_ms(*options.trial_lock_timeout_ms);
}

double weight_of(const WorkloadQuery& query, double base_cost, Weight weight) {
  const double calls = static_cast<double>(query.calls);
  const double time = total_ms_of(query);
  return weight == Weight::time && time > 0 && base_cost > 0 ? time / base_cost : calls;
}

}  // namespace

Adviser::Adviser(const Database& database, const Catalog& catalog, PreparedWorkload workload,
                 const RecommendOptions& options)
    : m_database(database),
      m_catalog(catalog),
      m_options(options),
      m_workload(std::move(workload)),
      m_oracle(database, whole_ms(options.plan_timeout_ms), options.connections,
               trial_lock_timeout(options)),
      m_not_chosen(plan_statements(database)),
      m_candidates(m_oracle, m_not_chosen, options),
      m_pool(make_pool()),
      m_problem(make_problem(m_oracle, m_candidates, m_workload, options)),
      m_search(m_problem, m_pool) {}

// Hands the statements to the oracle, with values for their parameters; those that it cannot plan
// move to `unsupported`. Returns what exists and is not to be chosen or given up.
Catalog Adviser::plan_statements(const Database& database) {
  constexpr std::uint64_t k_seed = 1;
  Workload queries;
  for (const PreparedQuery& prepared : m_workload.queries)
    queries.push_back(prepared.query);
  literals::Filler filler(database, whole_ms(m_options.plan_timeout_ms), k_seed);
  const std::vector<literals::Filled> texts = filler.fill(queries);
  std::vector<CostOracle::NewQuery> admissible;
  for (const literals::Filled& text : texts)
    if (text.error.empty()) admissible.push_back({text.sql, text.values});
  const auto added = m_oracle.add_queries(admissible);
  std::vector<PreparedQuery> planned;
  auto next = added.begin();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    PreparedQuery& prepared = m_workload.queries[i];
    const std::string* failure =
        texts[i].error.empty() ? std::get_if<std::string>(&*next++) : &texts[i].error;
    if (failure != nullptr) {
      m_workload.unsupported.push_back({prepared.query.query_hash, *failure});
      continue;
    }
    prepared.planned_sql = texts[i].sql;
    prepared.values = texts[i].values;
    planned.push_back(std::move(prepared));
  }
  m_workload.queries = std::move(planned);
  log::debug("{} statements can be planned", m_oracle.query_count());
  if (m_options.drops) m_oracle.add_existing(tradable_indexes(m_catalog, m_options));
  return without_candidates(m_catalog, m_oracle);
}

IndexSet Adviser::make_pool() {
  m_candidates.add_existing();
  for (int query = 0; query < m_oracle.query_count(); ++query)
    for (const auto& access : m_workload.queries[static_cast<std::size_t>(query)].accesses)
      m_candidates.add_for(query, access);
  add_partitions();
  m_oracle.limit_plans(
      whole_ms(std::max(k_least_plan_ms, m_options.time_limit_ms * k_share_of_plan)));
  const auto start = steady_clock::now();
  const IndexSet pool = m_candidates.narrow(start + whole_ms(m_options.time_limit_ms / 2),
                                            start + whole_ms(m_options.time_limit_ms));
  say_what_takes_too_long();
  return pool;
}

// Each candidate on a table of a thousand partitions is a thousand more indexes to the planner.
void Adviser::say_what_takes_too_long() const {
  if (env::interrupted_by() != 0) return;
  std::int64_t without = 0;
  std::int64_t with_few = 0;
  for (int query = 0; query < m_oracle.query_count(); ++query) {
    const auto most = m_oracle.most_offered(query);
    if (!most) continue;
    ++(*most == 0 ? without : with_few);
    log::debug("statement {} was offered {} candidates at most",
               m_workload.queries[static_cast<std::size_t>(query)].query.query_hash, *most);
  }
  if (with_few > 0)
    log::warning("{} so long to plan that only some of their indexes were tried out",
                 counted(with_few, "statement takes", "statements take"));
  if (without > 0)
    log::warning("{} no advice: planning takes too long for the time limit of {}",
                 counted(without, "statement gets", "statements get"),
                 format_duration_ms(m_options.time_limit_ms));
}

// Where a statement reads few partitions, indexes on these alone are candidates, too.
void Adviser::add_partitions() {
  std::optional<PlanView> plans;
  for (int query = 0; query < m_oracle.query_count(); ++query) {
    const PreparedQuery& prepared = m_workload.queries[static_cast<std::size_t>(query)];
    if (!reads_partitioned(prepared.accesses)) continue;
    if (!plans) plans.emplace(m_database, whole_ms(m_options.plan_timeout_ms), std::nullopt);
    const std::optional<Plan> plan = plans->plan(prepared, {});
    if (!plan) continue;
    for (const auto& access : partition_accesses(prepared.accesses, *plan, m_catalog))
      m_candidates.add_for(query, access);
  }
}

// Every new index has to save at least its share of the whole, as if it cost that much to have, and
// what its new entries cost; one that exists only the latter: others than this workload may use it.
SelectionProblem Adviser::make_problem(CostOracle& oracle, const CandidatePool& candidates,
                                       const PreparedWorkload& workload,
                                       const RecommendOptions& options) {
  std::vector<double> weights;
  double whole = 0;
  for (int query = 0; query < oracle.query_count(); ++query) {
    const double base = oracle.cost(query, oracle.now()).cost;
    const auto& known = workload.queries[static_cast<std::size_t>(query)].query;
    weights.push_back(weight_of(known, base, options.weight));
    whole += weights.back() * base;
  }
  // Weighted by time, costs are milliseconds.
  const double entry = options.weight == Weight::time ? k_entry_ms : k_entry_cost;
  Upkeep upkeep;
  std::vector<IndexDefinition> definitions;
  for (int index = 0; index < oracle.candidate_count(); ++index) {
    definitions.push_back(oracle.definition(index));
    upkeep.each.push_back((oracle.existing().contains(index) ? 0 : options.min_benefit * whole) +
                          entry * entries_written(workload, definitions.back()));
  }
  for (const LostHotUpdates& lost : lost_hot_updates(workload, definitions))
    upkeep.shared.push_back({entry * lost.entries, set_of(lost.candidates)});
  return SelectionProblem(oracle, weights, candidates.sizes_bytes(), upkeep,
                          {options.budget_bytes, options.max_indexes});
}

Certified Adviser::choose(const SelectionLimits& limits, double time_ms) {
  m_problem.set_limits(limits);
  if (env::interrupted_by() != 0) return choose_at_once();
  try {
    Certified answer = m_search.run(m_options.gap, steady_clock::now() + whole_ms(time_ms));
    const auto soon = steady_clock::now() + whole_ms(time_ms * k_share_to_extend);
    answer.chosen = improve_by_extensions(m_problem, m_pool, std::move(answer.chosen), soon);
    answer.lower_bound = std::min(answer.lower_bound, answer.chosen.total);
    const IndexSet mended = mend_wasteful_probes(m_problem, m_pool, answer.chosen.set);
    answer.mending = mended.difference(answer.chosen.set);
    answer.chosen = m_problem.evaluate(mended);
    return answer;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted) throw;
    if (!m_problem.best()) return choose_at_once();
    log::notice("stopped on request; this is the best found so far");
    return {*m_problem.best(), 0};
  }
}

// The user asked to stop before anything was chosen.
Certified Adviser::choose_at_once() {
  const env::HoldInterrupts until_chosen;
  log::notice("stopped on request; this is what is known so far");
  Evaluated now = m_problem.evaluate(m_oracle.now());
  return {improve_by_known_ways(m_problem, std::move(now), steady_clock::now() + k_at_once), 0};
}

Recommendations Adviser::recommend() {
  const Certified answer = choose(m_problem.limits(), m_options.time_limit_ms);
  const int signal = env::interrupted_by();
  const env::HoldInterrupts until_written;
  std::optional<PlanView> plans;  // who asks to stop wants no explanations
  if (signal == 0) {
    plans.emplace(m_database, whole_ms(m_options.plan_timeout_ms), trial_lock_timeout(m_options));
    plans->hide(given_up(m_oracle, answer.chosen.set));
  }
  Recommendations advice =
      make_advice(m_catalog, m_workload, m_problem, m_pool, answer, plans ? &*plans : nullptr);
  advice.interrupted_by = signal;
  if (!plans) return advice;
  add_unproven_indexes(advice, m_catalog, m_workload, m_problem, answer.chosen.set, *plans,
                       m_options);
  add_traded(advice, m_catalog, m_workload, m_problem, answer.chosen.set);
  for (Recommendation& order :
       advise_row_order(m_catalog, m_workload, m_problem, answer.chosen.set, advice, *plans))
    advice.recommendations.push_back(std::move(order));
  if (m_workload.represents_others) return advice;
  for (Recommendation& view :
       advise_views(m_catalog, m_workload, m_problem, answer.chosen.set, advice.cost_after, *plans))
    advice.recommendations.push_back(std::move(view));
  return advice;
}

QueryExplanation Adviser::explain(const std::string& query_hash) {
  const int query = number_of(query_hash);
  const Certified answer = choose(m_problem.limits(), m_options.time_limit_ms);
  const env::HoldInterrupts until_explained;
  PlanView plans(m_database, whole_ms(m_options.plan_timeout_ms), trial_lock_timeout(m_options));
  return explain_query(m_workload, m_problem, m_pool, answer.chosen, query, plans);
}

// Statements that differ only in constants have one hash: the first stands for them.
int Adviser::number_of(const std::string& query_hash) const {
  const auto hash = [](const PreparedQuery& prepared) { return prepared.query.query_hash; };
  const auto found = std::ranges::find(m_workload.queries, query_hash, hash);
  if (found != m_workload.queries.end())
    return static_cast<int>(found - m_workload.queries.begin());
  const auto& left_out = m_workload.unsupported;
  const auto unsupported = std::ranges::find(left_out, query_hash, &UnsupportedQuery::query_hash);
  if (unsupported != left_out.end())
    throw Error(ErrorKind::input,
                fmt::format("statement {} cannot be planned: {}", query_hash, unsupported->reason));
  throw Error(ErrorKind::input, fmt::format("the workload has no statement \"{}\"", query_hash), {},
              "selfopt parse --fingerprint-only prints the hashes of statements.");
}

BudgetCurve Adviser::curve() {
  BudgetCurve curve;
  const double time_ms = m_options.time_limit_ms / k_most_points;
  SelectionLimits limits{std::nullopt, m_options.max_indexes};
  while (curve.points.size() < k_most_points && env::interrupted_by() == 0) {
    const Certified answer = choose(limits, time_ms);
    const env::HoldInterrupts until_planned;
    if (answer.chosen.set.empty()) break;
    curve.points.push_back(point(answer));
    const double used = static_cast<double>(curve.points.back().used_bytes);
    limits.budget_bytes = static_cast<std::int64_t>(used / k_step);
  }
  std::ranges::reverse(curve.points);
  // What fits a smaller budget fits a larger one.
  for (std::size_t i = 1; i < curve.points.size(); ++i) {
    const BudgetPoint& smaller = curve.points[i - 1];
    BudgetPoint& larger = curve.points[i];
    if (larger.cost <= smaller.cost) continue;
    larger.cost = smaller.cost;
    larger.used_bytes = smaller.used_bytes;
    larger.indexes = smaller.indexes;
  }
  const Evaluated none = m_problem.evaluate(m_oracle.now());
  curve.cost_before = none.total;
  curve.queries = m_oracle.query_count();
  curve.what_if_calls = m_oracle.calls();
  return curve;
}

BudgetPoint Adviser::point(const Certified& answer) {
  BudgetPoint point;
  point.used_bytes = m_problem.size_bytes(answer.chosen.set);
  point.budget_bytes = m_problem.limits().budget_bytes.value_or(point.used_bytes);
  for (int query = 0; query < m_oracle.query_count(); ++query)
    point.cost += m_problem.weight(query) * m_oracle.fresh(query, answer.chosen.set).cost;
  point.lower_bound = std::min(least_cost(m_problem, answer), point.cost);
  for (const int index : answer.chosen.set)
    point.indexes.push_back(m_oracle.definition(index).sql());
  return point;
}

}  // namespace selfopt::advisor
