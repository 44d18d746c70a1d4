#include "compression/representatives.hpp"

#include <algorithm>
#include <numeric>
#include <queue>
#include <utility>

#include "env/signals.hpp"

namespace selfopt::compression {
namespace {

using learn::at;

// A row never gains more than it did when fewer were taken, so only the best of the old gains has
// to be looked at again (Minoux 1978).
class Greedy {
 public:
  Greedy(const learn::Distances& distances, const std::vector<double>& weights)
      : m_distances(distances),
        m_weights(weights),
        m_all(std::accumulate(weights.begin(), weights.end(), 0.0)),
        m_nearest(weights.size(), 1) {
    m_result.stands_in.assign(weights.size(), -1);
    for (int row = 0; row < distances.size(); ++row)
      m_gains.push({gain(row), -row});
  }

  Representation run(int most, double error) {
    while (!m_gains.empty() && static_cast<int>(m_result.chosen.size()) < most &&
           (m_result.chosen.empty() || m_result.error > error)) {
      env::throw_if_interrupted();
      take(best());
    }
    return std::move(m_result);
  }

 private:
  double gain(int candidate) const {
    double sum = 0;
    for (int row = 0; row < m_distances.size(); ++row)
      sum += m_weights[at(row)] * std::max(0.0, m_nearest[at(row)] - distance(row, candidate));
    return sum;
  }
  double distance(int row, int other) const { return static_cast<double>(m_distances(row, other)); }

  int best() {
    while (true) {
      const int row = -m_gains.top().second;
      m_gains.pop();
      const std::pair now{gain(row), -row};
      if (m_gains.empty() || now >= m_gains.top()) return row;
      m_gains.push(now);
    }
  }

  void take(int chosen) {
    m_result.chosen.push_back(chosen);
    double sum = 0;
    for (int row = 0; row < m_distances.size(); ++row) {
      const bool is_nearer = distance(row, chosen) < m_nearest[at(row)] || row == chosen;
      if (is_nearer || m_result.stands_in[at(row)] < 0) {
        m_result.stands_in[at(row)] = chosen;
        m_nearest[at(row)] = std::min(m_nearest[at(row)], distance(row, chosen));
      }
      sum += m_weights[at(row)] * m_nearest[at(row)];
    }
    m_result.error = sum / m_all;
  }

  const learn::Distances& m_distances;
  const std::vector<double>& m_weights;
  double m_all;
  std::vector<double> m_nearest;
  std::priority_queue<std::pair<double, int>> m_gains;
  Representation m_result;
};

}  // namespace

Representation choose_representatives(const learn::Distances& distances,
                                      const std::vector<double>& weights, int most, double error) {
  return Greedy(distances, weights).run(most, error);
}

}  // namespace selfopt::compression
