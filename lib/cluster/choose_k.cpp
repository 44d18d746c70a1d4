#include "cluster/choose_k.hpp"

#include <algorithm>
#include <utility>

#include "env/signals.hpp"
#include "learn/silhouette.hpp"

namespace selfopt::grouping {
namespace {

constexpr double k_no_structure = 0.25;
constexpr double k_half_in_common = 0.5;

// Every number up to this is tried; then steps grow, as one group more or less of many says little.
constexpr int k_each_up_to = 64;

int next_after(int k) {
  return k < k_each_up_to ? k + 1 : k + k / k_each_up_to + 1;
}

}  // namespace

learn::Labels best_cut(const learn::Dendrogram& tree, const learn::Distances& distances) {
  double best = k_no_structure;
  learn::Labels best_labels;
  for (int k = 2; k < tree.rows(); k = next_after(k)) {
    env::throw_if_interrupted();
    learn::Labels labels = tree.cut_into(k);
    const double silhouette = learn::mean_silhouette(distances, labels);
    if (silhouette <= best) continue;
    best = silhouette;
    best_labels = std::move(labels);
  }
  return best_labels.empty() ? tree.cut_at(k_half_in_common) : best_labels;
}

}  // namespace selfopt::grouping
