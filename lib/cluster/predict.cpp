#include <cstdint>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <unordered_map>
#include <utility>

#include <selfopt/cluster.hpp>

#include "cluster/classifier.hpp"
#include "env/signals.hpp"
#include "sql/features.hpp"
#include "sql/shape_key.hpp"
#include "workload/in_order.hpp"
#include "workload/read.hpp"

namespace selfopt {
namespace {

// Statements that differ in constants only have the same answer, so each kind is parsed once. May
// be asked by several threads at the same time.
class Labeller {
 public:
  explicit Labeller(const ClusterModel& model) : m_classifier(model) {}

  ClusteredQuery label(WorkloadQuery&& query, const std::optional<Features>& given) {
    const std::uint64_t key = sql::shape_key(query.sql);
    Label label = label_of(key, query.sql, given);
    ClusteredQuery result;
    result.query = std::move(query);
    if (result.query.query_hash.empty()) result.query.query_hash = std::move(label.query_hash);
    result.cluster = label.place.cluster;
    result.outlier = label.place.outlier;
    result.error = std::move(label.error);
    if (result.error.empty() && result.cluster >= 0) result.distance = label.place.distance;
    return result;
  }

 private:
  struct Label {
    std::string query_hash;
    grouping::Classifier::Place place;
    std::string error;
  };

  Label label_of(std::uint64_t key, const std::string& statement,
                 const std::optional<Features>& given) {
    {
      const std::shared_lock lock(m_mutex);
      if (const auto known = m_labels.find(key); known != m_labels.end()) return known->second;
    }
    const Features features = given ? *given : sql::read_features(statement);
    Label label{features.query_hash, {}, features.error.value_or("")};
    if (!features.error) label.place = m_classifier.place_of(features);
    const std::unique_lock lock(m_mutex);
    m_labels.try_emplace(key, label);
    return label;
  }

  grouping::Classifier m_classifier;
  std::shared_mutex m_mutex;
  std::unordered_map<std::uint64_t, Label> m_labels;
};

}  // namespace

void predict_clusters(const ClusterModel& model, const std::vector<std::string>& inputs, int jobs,
                      const std::function<void(const ClusteredQuery&)>& on_query) {
  Labeller labeller(model);
  InOrder<RawQueries, std::vector<ClusteredQuery>> batches(
      jobs,
      [&](const RawQueries& raw) {
        std::vector<ClusteredQuery> labelled;
        raw.read_with_features([&](WorkloadQuery&& query, std::optional<Features>&& features) {
          labelled.push_back(labeller.label(std::move(query), features));
        });
        return labelled;
      },
      [&](std::vector<ClusteredQuery>&& labelled) {
        env::throw_if_interrupted();
        for (const ClusteredQuery& query : labelled)
          on_query(query);
      });
  read_raw_queries(inputs, [&](RawQueries&& raw) { batches.give(std::move(raw)); });
  batches.finish();
}

}  // namespace selfopt
