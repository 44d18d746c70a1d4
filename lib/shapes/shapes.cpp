#include "shapes/shapes.hpp"

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <unordered_map>
#include <utility>

#include "env/hash.hpp"
#include "env/signals.hpp"
#include "sql/features.hpp"
#include "sql/shape_key.hpp"
#include "workload/in_order.hpp"
#include "workload/read.hpp"

namespace selfopt::shapes {
namespace {

// Features by shape key, for all threads. What a thread finds here it need not parse. Which of
// several statements of a key was parsed first is chance, but they differ in constants only, and
// nothing here looks at these.
class KnownFeatures {
 public:
  void learn(std::uint64_t key, const WorkloadQuery& query, std::optional<Features>&& given) {
    {
      const std::shared_lock lock(m_mutex);
      if (m_features.contains(key)) return;
    }
    Features features = given ? std::move(*given) : sql::read_features(query.sql);
    const std::unique_lock lock(m_mutex);
    m_features.try_emplace(key, std::move(features));
  }

  // Places of an unordered_map stay where they are when others are added.
  const Features& of(std::uint64_t key) const {
    const std::shared_lock lock(m_mutex);
    return m_features.at(key);
  }

 private:
  mutable std::shared_mutex m_mutex;
  std::unordered_map<std::uint64_t, Features> m_features;
};

struct Occurrences {
  std::uint64_t key = 0;
  WorkloadQuery first;
  std::int64_t statements = 0;
};

void add(WorkloadQuery& sum, const WorkloadQuery& more) {
  sum.calls += more.calls;
  if (more.total_ms) sum.total_ms = sum.total_ms.value_or(0) + *more.total_ms;
}

void complete_times(WorkloadQuery& query) {
  if (!query.total_ms && query.mean_ms)
    query.total_ms = *query.mean_ms * static_cast<double>(query.calls);
}

// Puts together what belongs together in one batch.
class Batch {
 public:
  explicit Batch(KnownFeatures& known) : m_known(known) {}

  void take(WorkloadQuery&& query, std::optional<Features>&& features) {
    const std::uint64_t key = sql::shape_key(query.sql);
    complete_times(query);
    const auto [place, is_new] = m_places.try_emplace(key, m_found.size());
    if (is_new) {
      m_known.learn(key, query, std::move(features));
      m_found.push_back({key, std::move(query), 1});
      return;
    }
    add(m_found[place->second].first, query);
    ++m_found[place->second].statements;
  }
  std::vector<Occurrences> found() && { return std::move(m_found); }

 private:
  KnownFeatures& m_known;
  std::vector<Occurrences> m_found;
  std::unordered_map<std::uint64_t, std::size_t> m_places;
};

// Puts together what belongs together in all, by fingerprint.
class Merger {
 public:
  explicit Merger(const KnownFeatures& known) : m_known(known) {}

  void take(Occurrences&& found) {
    m_shapes.statements += found.statements;
    const Features& features = m_known.of(found.key);
    if (features.error) return take_unparsed(std::move(found.first), *features.error);
    const std::string& hash =
        found.first.query_hash.empty() ? features.query_hash : found.first.query_hash;
    const auto [place, is_new] = m_places.try_emplace(hash, m_shapes.shapes.size());
    if (is_new) {
      m_shapes.shapes.push_back({std::move(found.first), features, found.statements});
      m_shapes.shapes.back().query.query_hash = place->first;
      return;
    }
    Shape& shape = m_shapes.shapes[place->second];
    add(shape.query, found.first);
    shape.statements += found.statements;
  }

  Shapes result() && {
    for (Shape& shape : m_shapes.shapes)
      if (shape.query.total_ms && shape.query.calls > 0)
        shape.query.mean_ms = *shape.query.total_ms / static_cast<double>(shape.query.calls);
    return std::move(m_shapes);
  }

 private:
  void take_unparsed(WorkloadQuery&& query, const std::string& error) {
    const auto [place, is_new] = m_unparsed.try_emplace(query.sql, m_shapes.unparsed.size());
    if (is_new)
      m_shapes.unparsed.push_back({std::move(query), error});
    else
      add(m_shapes.unparsed[place->second].query, query);
  }

  const KnownFeatures& m_known;
  Shapes m_shapes;
  std::unordered_map<std::string, std::size_t> m_places;
  std::unordered_map<std::string, std::size_t> m_unparsed;
};

}  // namespace

Shapes read_shapes(const std::vector<std::string>& inputs, int jobs) {
  KnownFeatures known;
  Merger merger(known);
  InOrder<RawQueries, std::vector<Occurrences>> batches(
      jobs,
      [&](const RawQueries& raw) {
        Batch batch(known);
        raw.read_with_features([&](WorkloadQuery&& query, std::optional<Features>&& features) {
          batch.take(std::move(query), std::move(features));
        });
        return std::move(batch).found();
      },
      [&](std::vector<Occurrences>&& found) {
        env::throw_if_interrupted();
        for (Occurrences& one : found)
          merger.take(std::move(one));
      });
  read_raw_queries(inputs, [&](RawQueries&& raw) { batches.give(std::move(raw)); });
  batches.finish();
  return std::move(merger).result();
}

Shapes shapes_of(const Workload& workload) {
  KnownFeatures known;
  Batch batch(known);
  for (const WorkloadQuery& query : workload)
    batch.take(WorkloadQuery(query), std::nullopt);
  Merger merger(known);
  for (Occurrences& one : std::move(batch).found())
    merger.take(std::move(one));
  return std::move(merger).result();
}

std::vector<double> weights_of(const std::vector<Shape>& shapes, Weight weight) {
  double timed_calls = 0;
  double timed_ms = 0;
  for (const Shape& shape : shapes)
    if (shape.query.total_ms) {
      timed_calls += static_cast<double>(shape.query.calls);
      timed_ms += *shape.query.total_ms;
    }
  const bool by_time = weight == Weight::time && timed_ms > 0 && timed_calls > 0;
  std::vector<double> weights;
  for (const Shape& shape : shapes) {
    const auto calls = static_cast<double>(shape.query.calls);
    weights.push_back(by_time ? shape.query.total_ms.value_or(calls * timed_ms / timed_calls)
                              : calls);
  }
  if (std::ranges::none_of(weights, [](double value) { return value > 0; }))
    std::ranges::fill(weights, 1.0);
  return weights;
}

}  // namespace selfopt::shapes
