#include "recommend/evidence.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <selfopt/error.hpp>

#include "prediction/confidence.hpp"
#include "prediction/estimator.hpp"
#include "prediction/facts.hpp"

namespace selfopt::advisor {
namespace {

// Nodes that give out other rows than they get: behind them nothing tells how many there were.
bool hides_rows(const PlanNode& node) {
  constexpr std::array<std::string_view, 6> k_types{"Aggregate", "Group",       "Unique",
                                                    "Limit",     "ModifyTable", "SetOp"};
  return std::ranges::find(k_types, node.type) != k_types.end();
}

// One row more on both sides: two where one was expected is no great error. With fewer rows than
// expected an index does more than it was advised for.
double factor(double expected, double actual) {
  return std::max(1.0, (actual + 1) / (expected + 1));
}

// What stands below a LIMIT did not run to its end, so its rows say nothing.
double worst_below(const PlanNode& node) {
  if (node.type == "Limit") return 1;
  double worst = 1;
  const bool ran = node.actual_rows && node.loops.value_or(1) > 0;
  if (ran && !hides_rows(node)) worst = factor(node.rows, *node.actual_rows);
  for (const PlanNode& child : node.children)
    worst = std::max(worst, worst_below(child));
  return worst;
}

bool result_is_hidden(const PlanNode& node) {
  return hides_rows(node) || std::ranges::any_of(node.children, result_is_hidden);
}

// What is known of one statement.
struct Known {
  std::optional<double> misestimate;
  std::optional<double> spread;
  std::optional<double> probability;
  double calls = 0;
};

class Rater {
 public:
  Rater(const Database& database, const Catalog& catalog, const Model* model)
      : m_database(database), m_catalog(catalog), m_model(model) {}

  void rate(const Workload& workload, Recommendations& advice) {
    std::set<std::string> wanted;
    for (const Recommendation& one : advice.recommendations)
      if (is_rated(one))
        for (const QueryCost& query : one.queries)
          wanted.insert(query.query_hash);
    Workload helped;
    for (const WorkloadQuery& query : workload)
      if (wanted.contains(query.query_hash)) helped.push_back(query);
    if (helped.empty()) return;
    look_into(helped);
    for (Recommendation& one : advice.recommendations)
      if (is_rated(one))
        one.confidence = std::round(prediction::confidence(evidence_for(one)) * 1e3) / 1e3;
  }

 private:
  static bool is_rated(const Recommendation& advice) {
    return advice.kind == RecommendationKind::create_index && advice.verified && !advice.confidence;
  }

  void look_into(const Workload& helped) {
    const std::vector<prediction::Facts> facts =
        prediction::FactFinder(Knowledge::plan, m_database).find(helped);
    std::vector<Prediction> said(helped.size());
    if (m_model != nullptr)
      said = prediction::Estimator(*m_model, m_database).predict(helped, false);
    for (std::size_t i = 0; i < helped.size(); ++i) {
      const WorkloadQuery& query = helped[i];
      Known& known = m_known[query.query_hash];
      known.calls += static_cast<double>(query.calls);
      if (facts[i].plan)
        keep_greater(known.misestimate, misestimate_of(*facts[i].plan, query.rows));
      if (query.stddev_ms && query.mean_ms && *query.mean_ms > 0)
        keep_greater(known.spread, *query.stddev_ms / *query.mean_ms);
      if (said[i].probability) known.probability = said[i].probability;
    }
  }

  static void keep_greater(std::optional<double>& kept, std::optional<double> other) {
    if (other) kept = std::max(kept.value_or(*other), *other);
  }

  prediction::Evidence evidence_for(const Recommendation& advice) const {
    prediction::Evidence evidence;
    evidence.changed_share = changed_share(advice.table);
    evidence.calls = 0;
    double probable = 0;
    double saved = 0;
    for (const QueryCost& query : advice.queries) {
      const auto found = m_known.find(query.query_hash);
      if (found == m_known.end()) continue;
      const Known& known = found->second;
      keep_greater(evidence.misestimate, known.misestimate);
      keep_greater(evidence.spread, known.spread);
      evidence.calls += known.calls;
      if (!known.probability) continue;
      const double saving = (query.cost_before - query.cost_after) * known.calls;
      probable += saving * *known.probability;
      saved += saving;
    }
    if (saved > 0) evidence.probability = probable / saved;
    return evidence;
  }

  std::optional<double> changed_share(const std::string& name) const {
    const Table* table = find_table(m_catalog, name);
    if (table == nullptr) return std::nullopt;
    const bool any = std::ranges::any_of(table->columns, &Column::has_statistics);
    if (!table->analyzed && !any) return std::nullopt;
    return table->modified_rows / std::max(1.0, table->rows);
  }

  const Database& m_database;
  const Catalog& m_catalog;
  const Model* m_model;
  std::map<std::string, Known> m_known;
};

}  // namespace

std::optional<double> misestimate_of(const Plan& plan, std::optional<double> rows) {
  if (plan.root.actual_rows) return worst_below(plan.root);
  if (!rows || result_is_hidden(plan.root)) return std::nullopt;
  return factor(plan.root.rows, *rows);
}

void rate_confidence(const Database& database, const Catalog& catalog, const Workload& workload,
                     const Model* model, Recommendations& advice) {
  if (model != nullptr && model->target != ModelTarget::index_benefit)
    throw Error(ErrorKind::usage, "the model foretells run times, not what indexes do", {},
                "Train one with selfopt train --target index-benefit.");
  Rater(database, catalog, model).rate(workload, advice);
}

}  // namespace selfopt::advisor
