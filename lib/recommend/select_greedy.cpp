#include <algorithm>
#include <queue>
#include <set>

#include "recommend/selection.hpp"

namespace selfopt::advisor {

using whatif::CostOracle;
using whatif::IndexSet;

namespace {

constexpr double k_rounding = 1e-12;
constexpr double k_worth_noting = 0.999;  // of the cost
constexpr int k_rounds = 8;

// What a candidate offers at best, by what is known.
struct Bid {
  double value;  // gain, or gain per byte
  int candidate;

  // The candidate's number decides between equals, so that every run chooses the same.
  bool operator<(const Bid& other) const {
    return value != other.value ? value < other.value : candidate > other.candidate;
  }
};

class Auction {
 public:
  Auction(SelectionProblem& problem, const IndexSet& pool, const Evaluated& chosen,
          GreedyOrder order)
      : m_problem(problem), m_pool(pool), m_chosen(chosen), m_order(order) {
    for (const int candidate : pool.difference(chosen.set))
      if (problem.fits(chosen.set.with(candidate))) enter(candidate);
  }

  // The highest bidder has to prove what it bids, as far as the next one's bid makes it necessary.
  std::optional<Evaluated> winner() {
    while (!m_bids.empty()) {
      const Bid best = m_bids.top();
      m_bids.pop();
      const IndexSet larger = m_chosen.set.with(best.candidate);
      if (look_into(best.candidate)) {
        enter(best.candidate);
        continue;
      }
      const double rival = m_bids.empty() ? 0 : std::max(m_bids.top().value, 0.0);
      if (auto proven = m_problem.evaluate_below(m_chosen, larger, cost_at(best.candidate, rival)))
        return proven;
      // Now more is known of it: it bids again, lower.
      if (value(best.candidate, m_problem.optimistic(m_chosen, larger)) < best.value)
        enter(best.candidate);
    }
    return std::nullopt;
  }

 private:
  void enter(int candidate) {
    const double cost = m_problem.optimistic(m_chosen, m_chosen.set.with(candidate));
    if (const double bid = value(candidate, cost); bid > 0) m_bids.push({bid, candidate});
  }

  // Learns about all candidates at once what a statement can gain from them: it is offered all that
  // are left, those that its plan uses are taken out, and so on until the rest is of no use. Each
  // answer bounds the gain of every candidate that was still among the rest.
  // \returns whether anything was asked
  bool look_into(int candidate) {
    CostOracle& oracle = m_problem.oracle();
    std::vector<CostOracle::Question> questions;
    for (const int query : m_problem.queries_of(candidate)) {
      if (!m_looked_into.insert(query).second) continue;
      if (oracle.must_ask(query, m_chosen.set.with(candidate)))
        questions.push_back({query, m_chosen.set.united(m_pool)});
    }
    const bool any = !questions.empty();
    for (int round = 0; round < k_rounds && !questions.empty(); ++round) {
      oracle.ask(questions);
      std::erase_if(questions, [&](CostOracle::Question& question) {
        const auto planned = oracle.cost(question.query, question.indexes);
        const double now = oracle.cost(question.query, m_chosen.set).cost;
        const IndexSet wanted = planned.used.difference(m_chosen.set);
        question.indexes = question.indexes.difference(wanted);
        return wanted.empty() || planned.cost >= now * k_worth_noting;
      });
    }
    return any;
  }

  double bytes(int candidate) const {
    return m_order == GreedyOrder::gain
               ? 1
               : static_cast<double>(std::max<std::int64_t>(m_problem.size_bytes(candidate), 1));
  }
  double value(int candidate, double cost) const {
    return (m_chosen.total - cost) / bytes(candidate);
  }
  // The cost just above which the candidate is worth less than the value.
  double cost_at(int candidate, double value) const {
    const double cost = m_chosen.total - value * bytes(candidate);
    return value > 0 ? cost + std::abs(cost) * k_rounding : cost;
  }

  SelectionProblem& m_problem;
  const IndexSet& m_pool;
  const Evaluated& m_chosen;
  GreedyOrder m_order;
  std::priority_queue<Bid> m_bids;
  std::set<int> m_looked_into;  // queries
};

}  // namespace

Evaluated select_greedily(SelectionProblem& problem, const IndexSet& pool, Evaluated chosen,
                          GreedyOrder order, std::chrono::steady_clock::time_point deadline) {
  while (std::chrono::steady_clock::now() < deadline) {
    auto next = Auction(problem, pool, chosen, order).winner();
    if (!next) break;
    chosen = std::move(*next);
  }
  return chosen;
}

}  // namespace selfopt::advisor
