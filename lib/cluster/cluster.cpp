#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <selfopt/cluster.hpp>

#include "cluster/grouping.hpp"
#include "cluster/name.hpp"
#include "cluster/quality.hpp"
#include "learn/centres.hpp"
#include "learn/distances.hpp"
#include "shapes/shapes.hpp"
#include "shapes/vectors.hpp"

namespace selfopt {
namespace {

using grouping::Member;
using learn::at;

// Less is within what belongs together anyway, if all that was seen was more alike than that.
constexpr double k_least_outlier_distance = 0.1;
constexpr double k_inner_share = 0.95;
// So that a cluster of statements that were never called has something to be described by.
constexpr double k_least_weight = 1e-9;

std::size_t most_features(const ClusterOptions& options) {
  constexpr std::int64_t k_words = 1000;
  constexpr std::int64_t k_tokens = 4096;
  const std::int64_t usual = options.features == ClusterFeatures::tfidf ? k_words : k_tokens;
  return static_cast<std::size_t>(options.max_features.value_or(usual));
}

// The logarithm of the weight: a statement that is called a million times draws the centre of its
// cluster to itself, but must not tear all other clusters apart to be described ever more exactly.
// Rounded, since logarithms differ in their last bits from machine to machine.
std::vector<double> pulls_of(const std::vector<double>& weights) {
  constexpr double k_steps = 1 << 24;
  double mean = 0;
  for (const double weight : weights)
    mean += weight / static_cast<double>(weights.size());
  std::vector<double> pulls;
  for (const double weight : weights)
    pulls.push_back(1 + std::round(std::log1p(weight / mean) * k_steps) / k_steps);
  return pulls;
}

class Clusterer {
 public:
  Clusterer(shapes::Shapes&& shapes, const ClusterOptions& options)
      : m_options(options),
        m_shapes(std::move(shapes)),
        m_vectors(shapes::vectors_of(m_shapes.shapes, options.features, most_features(options))),
        m_weights(shapes::weights_of(m_shapes.shapes, options.weight)),
        m_pulls(pulls_of(m_weights)) {}

  ClusterResult run() {
    m_groups = grouping::group(m_vectors.rows, m_pulls, m_options);
    heaviest_first();
    m_centres = learn::centres_of(m_vectors.rows, m_pulls, m_groups.labels);
    m_distances = own_distances();
    const grouping::Measured measured =
        grouping::measure(m_vectors.rows, m_groups, m_distances, m_pulls, m_options);
    Clusters clusters = describe(measured);
    add_queries(clusters);
    return {clusters, model_of(clusters)};
  }

 private:
  std::vector<std::vector<Member>> members() const {
    std::vector<std::vector<Member>> members(at(learn::group_count(m_groups.labels)));
    for (std::size_t row = 0; row < m_weights.size(); ++row)
      if (m_groups.labels[row] >= 0) members[at(m_groups.labels[row])].push_back(member(row));
    return members;
  }
  Member member(std::size_t row) const {
    return {&m_shapes.shapes[row], static_cast<int>(row), std::max(m_weights[row], k_least_weight)};
  }

  void heaviest_first() {
    std::vector<double> sums(at(learn::group_count(m_groups.labels)));
    for (std::size_t row = 0; row < m_weights.size(); ++row)
      if (m_groups.labels[row] >= 0) sums[at(m_groups.labels[row])] += m_weights[row];
    std::vector<std::size_t> order(sums.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order,
                             [&](std::size_t a, std::size_t b) { return sums[a] > sums[b]; });
    std::vector<int> numbers(order.size());
    for (std::size_t place = 0; place < order.size(); ++place)
      numbers[order[place]] = static_cast<int>(place);
    for (int& label : m_groups.labels)
      if (label >= 0) label = numbers[at(label)];
  }

  std::vector<double> own_distances() const {
    std::vector<double> distances(m_weights.size(), 1);
    for (int group = 0; group < m_centres.rows(); ++group) {
      const std::vector<double> to_centre =
          learn::distances_to(m_vectors.rows, m_centres.row(group));
      for (std::size_t row = 0; row < distances.size(); ++row)
        if (m_groups.labels[row] == group) distances[row] = to_centre[row];
    }
    return distances;
  }

  Clusters describe(const grouping::Measured& measured) const {
    Clusters clusters;
    clusters.method = m_options.method;
    clusters.features = m_options.features;
    clusters.weight = m_options.weight;
    clusters.seed = m_options.seed;
    clusters.eps = m_groups.eps;
    clusters.statements = m_shapes.statements;
    clusters.unparsed = static_cast<std::int64_t>(m_shapes.unparsed.size());
    clusters.quality = measured.quality;
    std::vector<Member> all;
    for (std::size_t row = 0; row < m_weights.size(); ++row)
      all.push_back(member(row));
    const std::vector<double> shares = grouping::token_shares(all, m_vectors);
    for (const std::vector<Member>& members : members()) {
      clusters.clusters.push_back(describe(members, measured.silhouettes));
      clusters.clusters.back().id = static_cast<int>(clusters.clusters.size()) - 1;
      clusters.clusters.back().tokens = grouping::telling_tokens(members, m_vectors, shares);
    }
    grouping::make_unique(clusters.clusters);
    add_shares(clusters.clusters);
    return clusters;
  }

  Cluster describe(const std::vector<Member>& members,
                   const std::vector<double>& silhouettes) const {
    Cluster cluster;
    cluster.name = grouping::name_of(members);
    cluster.queries = static_cast<std::int64_t>(members.size());
    const Member* medoid = &members.front();
    for (const Member& member : members) {
      const WorkloadQuery& query = member.shape->query;
      cluster.calls += query.calls;
      if (query.total_ms) cluster.total_ms = cluster.total_ms.value_or(0) + *query.total_ms;
      cluster.silhouette += silhouettes[at(member.row)] / static_cast<double>(members.size());
      const double distance = m_distances[at(member.row)];
      cluster.radius = std::max(cluster.radius, distance);
      if (std::pair(distance, -member.weight) <
          std::pair(m_distances[at(medoid->row)], -medoid->weight))
        medoid = &member;
    }
    cluster.medoid_hash = medoid->shape->query.query_hash;
    cluster.medoid_sql = medoid->shape->query.sql;
    return cluster;
  }

  // Shares are of the whole workload, what is in no cluster included.
  void add_shares(std::vector<Cluster>& clusters) const {
    double calls = 0;
    double time_ms = 0;
    for (const shapes::Shape& shape : m_shapes.shapes) {
      calls += static_cast<double>(shape.query.calls);
      time_ms += shape.query.total_ms.value_or(0);
    }
    for (Cluster& cluster : clusters) {
      if (calls > 0) cluster.share_of_calls = static_cast<double>(cluster.calls) / calls;
      if (time_ms > 0) cluster.share_of_time = cluster.total_ms.value_or(0) / time_ms;
    }
  }

  void add_queries(Clusters& clusters) {
    for (std::size_t row = 0; row < m_weights.size(); ++row) {
      ClusteredQuery query;
      query.query = std::move(m_shapes.shapes[row].query);
      query.cluster = m_groups.labels[row];
      query.outlier = query.cluster < 0;
      if (!query.outlier) query.distance = m_distances[row];
      clusters.queries.push_back(std::move(query));
    }
    for (shapes::Unparsed& unparsed : m_shapes.unparsed)
      clusters.queries.push_back(
          {std::move(unparsed.query), -1, std::nullopt, true, std::move(unparsed.error)});
  }

  ClusterModel model_of(const Clusters& clusters) const {
    ClusterModel model;
    model.method = clusters.method;
    model.features = clusters.features;
    model.weight = clusters.weight;
    model.seed = clusters.seed;
    model.quality = clusters.quality;
    model.unknown_weight = m_vectors.vocabulary.unknown_weight();
    model.outlier_distance = outlier_distance();
    for (const shapes::Vocabulary::Word& word : m_vectors.vocabulary.words())
      model.words.push_back({word.text, word.weight});
    for (int group = 0; group < m_centres.rows(); ++group) {
      model.centres.push_back({clusters.clusters[at(group)], {}});
      for (const learn::Entry& entry : m_centres.row(group))
        model.centres.back().values.emplace_back(entry.column, entry.value);
    }
    return model;
  }

  double outlier_distance() const {
    std::vector<double> inner;
    for (std::size_t row = 0; row < m_distances.size(); ++row)
      if (m_groups.labels[row] >= 0) inner.push_back(m_distances[row]);
    if (inner.empty()) return k_least_outlier_distance;
    const auto place =
        static_cast<std::ptrdiff_t>(k_inner_share * static_cast<double>(inner.size() - 1));
    std::nth_element(inner.begin(), inner.begin() + place, inner.end());
    return std::max(k_least_outlier_distance, inner[static_cast<std::size_t>(place)]);
  }

  const ClusterOptions& m_options;
  shapes::Shapes m_shapes;
  shapes::Vectors m_vectors;
  std::vector<double> m_weights;  // what statements count
  std::vector<double> m_pulls;    // how much they draw a centre to themselves
  grouping::Groups m_groups;
  learn::SparseRows m_centres{0};
  std::vector<double> m_distances;  // of each row to its own centre
};

}  // namespace

ClusterResult cluster(const std::vector<std::string>& inputs, const ClusterOptions& options) {
  return Clusterer(shapes::read_shapes(inputs, options.jobs), options).run();
}

ClusterResult cluster(const Workload& workload, const ClusterOptions& options) {
  return Clusterer(shapes::shapes_of(workload), options).run();
}

}  // namespace selfopt
