#include "recommend/known_ways.hpp"

#include <utility>

#include "recommend/master_search.hpp"

namespace selfopt::advisor {

using whatif::CostOracle;
using whatif::IndexSet;

namespace {

using Clock = std::chrono::steady_clock;

// A plan that saves less than this share is no use of an index.
constexpr double k_worth_noting = 0.999;

}  // namespace

std::vector<Access> known_ways(const SelectionProblem& problem, int query) {
  const CostOracle& oracle = problem.oracle();
  const double weight = problem.weight(query);
  std::vector<Access> ways{{weight * oracle.range(query, {}).upper, {}, {}, -1}};
  for (const auto& planned : oracle.known_plans(query))
    ways.push_back({weight * planned.cost, planned.used, {}, -1});
  return ways;
}

Master known_ways(const SelectionProblem& problem) {
  Master master = problem.empty_master();
  for (int query = 0; query < problem.oracle().query_count(); ++query)
    master.statements.push_back(known_ways(problem, query));
  prune(master);
  return master;
}

Evaluated improve_by_known_ways(SelectionProblem& problem, Evaluated chosen,
                                Clock::time_point deadline) {
  while (Clock::now() < deadline) {
    const IndexSet found = search_master(known_ways(problem), chosen.set, deadline);
    auto better = problem.evaluate_below(chosen, found, chosen.total);
    if (!better) break;
    chosen = std::move(*better);
  }
  return chosen;
}

void explore_around(CostOracle& oracle, const std::vector<int>& queries, const IndexSet& pool,
                    const IndexSet& chosen, int rounds, Clock::time_point deadline) {
  std::vector<CostOracle::Question> questions;
  for (const int query : queries)
    questions.push_back({query, chosen.united(pool)});
  for (int round = 0; round < rounds && !questions.empty() && Clock::now() < deadline; ++round) {
    oracle.ask(questions);
    std::erase_if(questions, [&](CostOracle::Question& question) {
      const auto planned = oracle.cost(question.query, question.indexes);
      const double now = oracle.cost(question.query, chosen).cost;
      const IndexSet wanted = planned.used.difference(chosen);
      question.indexes = question.indexes.difference(wanted);
      return wanted.empty() || planned.cost >= now * k_worth_noting;
    });
  }
}

}  // namespace selfopt::advisor
