#include "learn/linkage.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "learn/groups.hpp"

namespace selfopt::learn {
namespace {

// Follows nearest neighbours until two are each other's nearest, and merges these.
class Chain {
 public:
  explicit Chain(Distances& distances) : m_distances(distances), m_sizes(at(distances.size()), 1) {
    for (int row = 0; row < distances.size(); ++row)
      m_alive.push_back(row);
  }

  std::vector<Merge> run() {
    std::vector<Merge> merges;
    while (m_alive.size() > 1) {
      if (m_chain.empty()) m_chain.push_back(m_alive.front());
      const int last = m_chain.back();
      const int before = m_chain.size() > 1 ? m_chain[m_chain.size() - 2] : -1;
      const int next = nearest_to(last, before);
      if (next != before) {
        m_chain.push_back(next);
        continue;
      }
      m_chain.resize(m_chain.size() - 2);
      merges.push_back({before, last, m_distances(before, last)});
      join(std::min(before, last), std::max(before, last));
    }
    return merges;
  }

 private:
  // Of equally near ones the one before in the chain, or else the chain might run in circles.
  int nearest_to(int row, int before) const {
    int best = before;
    float least = before < 0 ? std::numeric_limits<float>::infinity() : m_distances(row, before);
    for (const int other : m_alive) {
      if (other == row) continue;
      if (const float distance = m_distances(row, other); distance < least) {
        least = distance;
        best = other;
      }
    }
    return best;
  }

  // The mean over all pairs follows from the two means (Lance and Williams).
  void join(int kept, int gone) {
    std::erase(m_alive, gone);
    const double kept_size = m_sizes[at(kept)];
    const double gone_size = m_sizes[at(gone)];
    for (const int other : m_alive) {
      if (other == kept) continue;
      const double mean = (kept_size * static_cast<double>(m_distances(kept, other)) +
                           gone_size * static_cast<double>(m_distances(gone, other))) /
                          (kept_size + gone_size);
      m_distances.set(kept, other, static_cast<float>(mean));
    }
    m_sizes[at(kept)] += m_sizes[at(gone)];
  }

  Distances& m_distances;
  std::vector<int> m_sizes;
  std::vector<int> m_alive;  // one row of each group
  std::vector<int> m_chain;
};

}  // namespace

Dendrogram::Dendrogram(Distances distances) : m_rows(distances.size()) {
  m_merges = Chain(distances).run();
  std::ranges::stable_sort(m_merges, {}, &Merge::height);
}

Labels Dendrogram::after(std::size_t merges) const {
  Groups groups(m_rows);
  for (std::size_t i = 0; i < merges; ++i)
    groups.join(m_merges[i].a, m_merges[i].b);
  return groups.labels();
}

Labels Dendrogram::cut_into(int groups) const {
  return after(at(m_rows - std::clamp(groups, std::min(1, m_rows), m_rows)));
}

Labels Dendrogram::cut_at(double height) const {
  const auto higher = std::ranges::upper_bound(m_merges, height, {}, &Merge::height);
  return after(static_cast<std::size_t>(higher - m_merges.begin()));
}

}  // namespace selfopt::learn
