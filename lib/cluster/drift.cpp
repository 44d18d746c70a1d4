#include <algorithm>
#include <cmath>
#include <utility>

#include <selfopt/cluster.hpp>

#include "cluster/classifier.hpp"
#include "shapes/shapes.hpp"

namespace selfopt {
namespace {

// A share has to change by this to be called more than the same.
constexpr double k_noticeable = 0.01;

double share_of(const Cluster& cluster, Weight weight) {
  return weight == Weight::time && cluster.share_of_time ? *cluster.share_of_time
                                                         : cluster.share_of_calls;
}

// The clusters of the model, and what of the new workload falls into them or into none.
class Comparison {
 public:
  Comparison(const ClusterModel& model, const shapes::Shapes& now)
      : m_model(model), m_lines(model.centres.size()) {
    m_drift.weight = model.weight;
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
      const Cluster& cluster = model.centres[i].cluster;
      m_lines[i].cluster = cluster.id;
      m_lines[i].name = cluster.name;
      m_lines[i].share_before = share_of(cluster, model.weight);
      m_lines[i].queries_before = cluster.queries;
      m_lines[i].medoid_sql = cluster.medoid_sql;
    }
    take(now);
  }

  ClusterDrift result() && {
    for (const Cluster& cluster : new_clusters()) {
      ClusterDrift::Line line;
      line.name = cluster.name;
      line.share_after = share_of(cluster, m_model.weight) * m_drift.new_share;
      line.queries_after = cluster.queries;
      line.medoid_sql = cluster.medoid_sql;
      m_lines.push_back(std::move(line));
    }
    for (ClusterDrift::Line& line : m_lines) {
      line.change = change_of(line);
      m_drift.drift += std::abs(line.share_after - line.share_before) / 2;
    }
    std::ranges::stable_sort(m_lines, [](const auto& a, const auto& b) {
      return std::abs(a.share_after - a.share_before) > std::abs(b.share_after - b.share_before);
    });
    m_drift.lines = std::move(m_lines);
    return std::move(m_drift);
  }

 private:
  void take(const shapes::Shapes& now) {
    const grouping::Classifier classifier(m_model);
    const std::vector<double> weights = shapes::weights_of(now.shapes, m_model.weight);
    double all = 0;
    for (const double weight : weights)
      all += weight;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const auto place = classifier.place_of(now.shapes[i].features);
      if (place.outlier) {
        m_new.push_back(now.shapes[i].query);
        m_drift.new_share += weights[i] / all;
      } else {
        ClusterDrift::Line& line = line_of(place.cluster);
        line.share_after += weights[i] / all;
        ++line.queries_after;
      }
    }
  }

  ClusterDrift::Line& line_of(int cluster) {
    return *std::ranges::find(m_lines, cluster, &ClusterDrift::Line::cluster);
  }

  std::vector<Cluster> new_clusters() const {
    ClusterOptions options;
    options.method = m_model.method;
    options.features = m_model.features;
    options.weight = m_model.weight;
    options.seed = m_model.seed;
    options.stability = false;
    // A statement that is new on its own is a cluster, too.
    if (options.method == ClusterMethod::dbscan) options.method = ClusterMethod::kmeans;
    return cluster(m_new, options).clusters.clusters;
  }

  static ClusterChange change_of(const ClusterDrift::Line& line) {
    if (line.cluster < 0) return ClusterChange::appeared;
    if (line.queries_after == 0) return ClusterChange::vanished;
    const double more = line.share_after - line.share_before;
    if (std::abs(more) < k_noticeable) return ClusterChange::same;
    return more > 0 ? ClusterChange::grew : ClusterChange::shrank;
  }

  const ClusterModel& m_model;
  ClusterDrift m_drift;
  std::vector<ClusterDrift::Line> m_lines;
  Workload m_new;
};

}  // namespace

ClusterDrift compare_clusters(const ClusterModel& model, const std::vector<std::string>& inputs,
                              int jobs) {
  return Comparison(model, shapes::read_shapes(inputs, jobs)).result();
}

ClusterDrift compare_clusters(const ClusterModel& model, const Workload& workload) {
  return Comparison(model, shapes::shapes_of(workload)).result();
}

}  // namespace selfopt
