#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include <selfopt/compress.hpp>

#include "compression/advice_tokens.hpp"
#include "compression/representatives.hpp"
#include "learn/centres.hpp"
#include "shapes/shapes.hpp"
#include "shapes/vocabulary.hpp"

namespace selfopt {
namespace {

using learn::at;

// Distances between all pairs of so many statements take 200 MB. Of more, the others are
// represented by the nearest of those that count most.
constexpr std::size_t k_most_compared = 10'000;

learn::SparseRows vectors_of(const std::vector<shapes::Shape>& shapes) {
  std::vector<shapes::Tokens> documents;
  for (const shapes::Shape& shape : shapes)
    documents.push_back(compression::advice_tokens(shape.features));
  return shapes::Vocabulary::of_tokens(documents, std::numeric_limits<std::size_t>::max())
      .vectors_of(documents);
}

// Rows by weight, the heaviest first, at most \p most.
std::vector<int> heaviest(const std::vector<double>& weights, std::size_t most) {
  std::vector<int> rows(weights.size());
  std::iota(rows.begin(), rows.end(), 0);
  std::ranges::stable_sort(rows, [&](int a, int b) { return weights[at(a)] > weights[at(b)]; });
  rows.resize(std::min(rows.size(), most));
  std::ranges::sort(rows);
  return rows;
}

// Of each row the row that stands for it.
struct Choice {
  std::vector<int> stands_in;
  double error = 0;
};

Choice choose(const learn::SparseRows& rows, const std::vector<double>& weights,
              const CompressOptions& options) {
  const std::vector<int> compared = heaviest(weights, k_most_compared);
  const learn::SparseRows some = rows.part(compared);
  std::vector<double> some_weights;
  for (const int row : compared)
    some_weights.push_back(weights[at(row)]);
  const auto most = static_cast<int>(std::clamp<std::int64_t>(
      options.representatives.value_or(rows.rows()), 1, std::max(1, rows.rows())));
  const auto found = compression::choose_representatives(learn::Distances(some), some_weights, most,
                                                         options.error.value_or(0));
  if (compared.size() == weights.size()) return {found.stands_in, found.error};
  const learn::Nearest nearest = learn::nearest(rows, some.part(found.chosen));
  Choice choice;
  double all = 0;
  for (std::size_t row = 0; row < weights.size(); ++row) {
    choice.stands_in.push_back(compared[at(found.chosen[at(nearest.labels[row])])]);
    choice.error += weights[row] * nearest.distances[row];
    all += weights[row];
  }
  choice.error /= all;
  return choice;
}

void add(WorkloadQuery& sum, const WorkloadQuery& more) {
  sum.calls += more.calls;
  if (more.total_ms) sum.total_ms = sum.total_ms.value_or(0) + *more.total_ms;
}

CompressedWorkload compressed(shapes::Shapes&& shapes, const CompressOptions& options) {
  CompressedWorkload result;
  result.statements = shapes.statements;
  result.distinct = static_cast<std::int64_t>(shapes.shapes.size());
  result.unparsed = static_cast<std::int64_t>(shapes.unparsed.size());
  if (shapes.shapes.empty()) return result;
  const Choice choice =
      choose(vectors_of(shapes.shapes), shapes::weights_of(shapes.shapes, options.weight), options);
  result.error = choice.error;
  std::vector<WorkloadQuery> sums;
  for (const shapes::Shape& shape : shapes.shapes)
    sums.push_back(shape.query);
  for (std::size_t row = 0; row < sums.size(); ++row)
    if (choice.stands_in[row] != static_cast<int>(row))
      add(sums[at(choice.stands_in[row])], shapes.shapes[row].query);
  for (std::size_t row = 0; row < sums.size(); ++row) {
    if (choice.stands_in[row] != static_cast<int>(row)) continue;
    if (sums[row].total_ms && sums[row].calls > 0)
      sums[row].mean_ms = *sums[row].total_ms / static_cast<double>(sums[row].calls);
    result.representatives.push_back(std::move(sums[row]));
  }
  return result;
}

}  // namespace

CompressedWorkload compress(const Workload& workload, const CompressOptions& options) {
  return compressed(shapes::shapes_of(workload), options);
}

CompressedWorkload compress(const std::vector<std::string>& inputs, int jobs,
                            const CompressOptions& options) {
  return compressed(shapes::read_shapes(inputs, jobs), options);
}

}  // namespace selfopt
