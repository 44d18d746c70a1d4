#include <queue>

#include "recommend/selection.hpp"

namespace selfopt::advisor {

using whatif::IndexSet;

namespace {

struct Bid {
  double value;  // gain, or gain per byte, when it was last computed
  double gain;
  std::size_t version;  // size of the set it was computed for
  int candidate;

  // The candidate's number decides between equals, so that every run chooses the same.
  bool operator<(const Bid& other) const {
    return value != other.value ? value < other.value : candidate > other.candidate;
  }
};

Bid bid_for(SelectionProblem& problem, const IndexSet& chosen, int candidate, GreedyOrder order) {
  const double gain = problem.gain(chosen, candidate);
  const double bytes =
      static_cast<double>(std::max<std::int64_t>(problem.size_bytes(candidate), 1));
  return {order == GreedyOrder::gain ? gain : gain / bytes, gain, chosen.size(), candidate};
}

}  // namespace

IndexSet select_greedily(SelectionProblem& problem, const IndexSet& pool, GreedyOrder order) {
  IndexSet chosen;
  std::priority_queue<Bid> bids;
  for (const int candidate : pool)
    bids.push(bid_for(problem, chosen, candidate, order));
  while (!bids.empty()) {
    const Bid best = bids.top();
    bids.pop();
    if (!problem.fits(chosen.with(best.candidate))) continue;
    if (best.version != chosen.size()) {
      bids.push(bid_for(problem, chosen, best.candidate, order));
      continue;
    }
    if (best.gain <= 0) break;
    chosen = chosen.with(best.candidate);
  }
  return chosen;
}

}  // namespace selfopt::advisor
