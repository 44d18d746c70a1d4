#include "recommend/advice.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "env/hash.hpp"
#include "recommend/plan_change.hpp"
#include "recommend/runner_up.hpp"
#include "sql/identifier.hpp"

namespace selfopt::advisor {

using whatif::IndexSet;

namespace {

// A plan less than this share cheaper is not called an improvement.
constexpr double k_noticeable = 0.001;
// Candidates that came close and were left out are named, but not all of them.
constexpr std::size_t k_most_rejected = 20;
// Nor is more time spent on them than this.
constexpr std::chrono::seconds k_time_for_rejected{2};
// Statements of an index whose plans are compared.
constexpr std::size_t k_most_plan_changes = 5;
// Large workloads get reasons for their first indexes only.
constexpr std::chrono::seconds k_time_for_reasons{2};

class AdviceWriter {
 public:
  AdviceWriter(const Catalog& catalog, const PreparedWorkload& workload, SelectionProblem& problem,
               const Certified& answer, PlanView* plans)
      : m_catalog(catalog),
        m_workload(workload),
        m_problem(problem),
        m_answer(answer),
        m_plans(plans),
        m_chosen(answer.chosen.set),
        m_new(m_chosen.difference(problem.oracle().existing())) {}

  Recommendations write(const IndexSet& pool) {
    write_workload();
    IndexNames names(m_catalog);
    plan_without_each();
    for (const int index : m_new)
      m_out.recommendations.push_back(write_index(index, names));
    add_runners_up(pool);
    std::ranges::stable_sort(m_out.recommendations, std::ranges::greater{},
                             &Recommendation::benefit);
    if (m_plans != nullptr) write_rejected(pool);
    m_out.what_if_calls = m_problem.oracle().calls();
    return std::move(m_out);
  }

 private:
  static double latency(const whatif::PlannedCost& planned) {
    return planned.slowest_node > 0 ? planned.slowest_node : planned.cost;
  }

  void write_workload() {
    auto& oracle = m_problem.oracle();
    double slowest_before = 0;
    double slowest_after = 0;
    bool is_distributed = false;
    for (int query = 0; query < oracle.query_count(); ++query) {
      const double weight = m_problem.weight(query);
      const whatif::PlannedCost before = oracle.cost(query, oracle.now());
      const whatif::PlannedCost after = oracle.fresh(query, m_chosen);
      m_out.cost_before += weight * before.cost;
      m_out.cost_after += weight * after.cost;
      slowest_before += weight * latency(before);
      slowest_after += weight * latency(after);
      is_distributed = is_distributed || before.slowest_node > 0;
      m_out.calls += query_of(query).calls;
      if (oracle.is_genetic(query)) m_out.inexact.push_back(query_of(query).query_hash);
    }
    if (is_distributed) {
      m_out.slowest_node_before = slowest_before;
      m_out.slowest_node_after = slowest_after;
    }
    m_out.queries = oracle.query_count();
    m_out.used_bytes = m_problem.size_bytes(m_new);
    m_out.unsupported = m_workload.unsupported;
    if (m_answer.lower_bound <= 0) return;
    m_out.lower_bound = std::min(least_cost(m_problem, m_answer), m_out.cost_after);
    if (m_out.cost_after > 0)
      m_out.gap = (m_out.cost_after - *m_out.lower_bound) / m_out.cost_after;
  }

  // What the judgement of the indexes needs, asked over all connections at once.
  void plan_without_each() {
    auto& oracle = m_problem.oracle();
    std::vector<whatif::CostOracle::Question> questions;
    for (const int index : m_new)
      for (const int query : m_problem.queries_of(index))
        if (const IndexSet others = m_chosen.without(index); oracle.must_ask(query, others))
          questions.push_back({query, others});
    oracle.ask(questions);
  }

  Recommendation write_index(int index, IndexNames& names) {
    auto& oracle = m_problem.oracle();
    Recommendation advice = create_index_advice(m_catalog, oracle.definition(index), names);
    advice.size_bytes = m_problem.size_bytes(index);
    const IndexSet others = m_chosen.without(index);
    advice.cost_before = workload_cost(others);
    advice.cost_after = m_out.cost_after;
    advice.benefit = advice.cost_before > 0 ? 1 - advice.cost_after / advice.cost_before : 0;
    double saving_ms = 0;
    bool times_known = false;
    std::vector<int> helped;
    for (const int query : m_problem.queries_of(index)) {
      const double before = oracle.cost(query, others).cost;
      const double after = oracle.cost(query, m_chosen).cost;
      if (after >= before * (1 - k_noticeable)) continue;
      advice.queries.push_back({query_of(query).query_hash, before, after});
      helped.push_back(query);
      if (const auto total = total_ms(query)) {
        times_known = true;
        saving_ms += *total * saved_share(query, others);
      }
    }
    if (times_known) advice.saving_ms = saving_ms;
    const double entries =
        entries_written(m_workload, oracle.definition(index)) + entries_only_for(index);
    if (entries > 0) advice.write_cost_ms = entries * k_entry_ms;
    advice.reason = reason(advice);
    if (has_time_for_reasons()) add_plan_changes(advice, helped, index);
    return advice;
  }

  // Of the time that the statement takes now, which on a cluster is that of its slowest node.
  double saved_share(int query, const IndexSet& without) {
    auto& oracle = m_problem.oracle();
    return (latency(oracle.cost(query, without)) - latency(oracle.cost(query, m_chosen))) /
           latency(oracle.cost(query, oracle.now()));
  }

  // What updates lose to this index and to no other of the chosen.
  double entries_only_for(int index) const {
    std::vector<IndexDefinition> chosen;
    for (const int one : m_chosen)
      chosen.push_back(m_problem.oracle().definition(one));
    const auto place = static_cast<std::size_t>(std::ranges::distance(
        m_chosen.begin(), std::ranges::find(m_chosen.begin(), m_chosen.end(), index)));
    double entries = 0;
    for (const LostHotUpdates& lost : lost_hot_updates(m_workload, chosen))
      if (lost.candidates == std::vector<std::size_t>{place}) entries += lost.entries;
    return entries;
  }

  // The dearest statements stand for the others.
  void add_plan_changes(Recommendation& advice, const std::vector<int>& queries, int index) {
    std::vector<std::size_t> places(queries.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::ranges::stable_sort(places, std::ranges::greater{}, [&](std::size_t i) {
      return m_problem.weight(queries[i]) *
             (advice.queries[i].cost_before - advice.queries[i].cost_after);
    });
    if (places.size() > k_most_plan_changes) places.resize(k_most_plan_changes);
    const std::string name = m_problem.oracle().definition(index).sql();
    for (const std::size_t i : places) {
      const auto before = plan(queries[i], m_chosen.without(index));
      const auto after = plan(queries[i], m_chosen);
      if (before && after) advice.queries[i].plan_change = plan_change(*before, *after, name);
    }
  }

  std::optional<Plan> plan(int query, const IndexSet& indexes) {
    std::vector<IndexDefinition> definitions;
    const IndexSet imagined = indexes.difference(m_problem.oracle().existing());
    for (const int index : imagined.intersection(m_problem.oracle().related(query)))
      definitions.push_back(m_problem.oracle().definition(index));
    return m_plans->plan(m_workload.queries[static_cast<std::size_t>(query)], definitions);
  }

  // In the order of the chosen, as the recommendations are at first.
  void add_runners_up(const IndexSet& pool) {
    m_start = std::chrono::steady_clock::now();
    const Evaluated chosen = m_problem.evaluate(m_chosen);
    auto advice = m_out.recommendations.begin();
    for (const int index : m_new) {
      if (!has_time_for_reasons()) return;
      (advice++)->runner_up = find_runner_up(m_problem, pool, chosen, index);
    }
  }

  bool has_time_for_reasons() const {
    return m_plans != nullptr && std::chrono::steady_clock::now() < m_start + k_time_for_reasons;
  }

  static std::string reason(const Recommendation& advice) {
    if (advice.queries.empty()) return "makes other advised indexes cheaper to use";
    const auto best = std::ranges::max_element(advice.queries, {}, [](const QueryCost& cost) {
      return cost.cost_after > 0 ? cost.cost_before / cost.cost_after : 0;
    });
    return fmt::format("{} get{} cheaper, {} the most: cost {:.0f} to {:.0f}",
                       counted(static_cast<std::int64_t>(advice.queries.size()), "statement"),
                       advice.queries.size() == 1 ? "s" : "", best->query_hash, best->cost_before,
                       best->cost_after);
  }

  // The wanted candidates that were not chosen, those that may still save the most first.
  void write_rejected(const IndexSet& pool) {
    struct Left {
      double least;
      int index;
    };
    const Evaluated chosen = m_problem.evaluate(m_chosen);
    std::vector<Left> left;
    for (const int index : pool.difference(m_chosen).difference(m_problem.oracle().existing()))
      left.push_back({m_problem.optimistic(chosen, m_chosen.with(index)), index});
    std::ranges::stable_sort(left, {}, &Left::least);
    if (left.size() > k_most_rejected) left.resize(k_most_rejected);
    const auto deadline = std::chrono::steady_clock::now() + k_time_for_rejected;
    for (const auto& [least, index] : left) {
      if (std::chrono::steady_clock::now() >= deadline) break;
      const IndexSet larger = m_chosen.with(index);
      const double gain = workload_cost(m_chosen) - workload_cost(larger);
      const double share = m_out.cost_after > 0 ? std::max(gain, 0.0) / m_out.cost_after : 0;
      m_out.rejected.push_back(
          {m_problem.oracle().definition(index).sql(),
           m_problem.fits(larger)
               ? fmt::format("would save only {:.2f} % more", share * 100)
               : fmt::format("does not fit beside the advised ones; would save {:.2f} % more",
                             share * 100)});
    }
  }

  double workload_cost(const IndexSet& indexes) {
    const Evaluated evaluated = m_problem.evaluate(indexes);
    return evaluated.total - evaluated.upkeep;
  }

  const WorkloadQuery& query_of(int query) const {
    return m_workload.queries[static_cast<std::size_t>(query)].query;
  }

  std::optional<double> total_ms(int query) const {
    const WorkloadQuery& known = query_of(query);
    if (known.total_ms) return known.total_ms;
    if (known.mean_ms) return *known.mean_ms * static_cast<double>(known.calls);
    return std::nullopt;
  }

  const Catalog& m_catalog;
  const PreparedWorkload& m_workload;
  SelectionProblem& m_problem;
  const Certified& m_answer;
  PlanView* m_plans;
  std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
  const IndexSet& m_chosen;
  const IndexSet m_new;  // of them, those that do not exist
  Recommendations m_out;
};

}  // namespace

Recommendation create_index_advice(const Catalog& catalog, const IndexDefinition& definition,
                                   IndexNames& names) {
  Recommendation advice;
  advice.id = env::stable_hash_hex("create_index " + definition.sql());
  advice.kind = RecommendationKind::create_index;
  advice.table = definition.table;
  advice.name = names.name(definition);
  for (const IndexKey& key : definition.keys)
    advice.columns.push_back(key.sql);
  advice.include = definition.include;
  advice.where = definition.where;
  advice.method = definition.method;
  const std::string name = sql::quote_identifier(advice.name);
  advice.ddl = fmt::format("create index {} {}", name, definition.sql());
  const Table* table = find_table(catalog, definition.table);
  advice.undo_ddl =
      "drop index " + (table == nullptr ? name : sql::quote_qualified(table->schema, advice.name));
  return advice;
}

Recommendations make_advice(const Catalog& catalog, const PreparedWorkload& workload,
                            SelectionProblem& problem, const IndexSet& pool,
                            const Certified& answer, PlanView* plans) {
  return AdviceWriter(catalog, workload, problem, answer, plans).write(pool);
}

}  // namespace selfopt::advisor
