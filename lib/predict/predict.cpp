#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/predict.hpp>

#include "env/signals.hpp"
#include "prediction/estimator.hpp"
#include "prediction/feature_vector.hpp"
#include "workload/read.hpp"

namespace selfopt {

void predict(const Model& model, const PredictOptions& options,
             const std::function<void(const Prediction&)>& on_prediction) {
  prediction::Estimator estimator(model, options.database);
  read_raw_queries(options.inputs, [&](const RawQueries& raw) {
    env::throw_if_interrupted();
    Workload batch;
    raw.read(MissingHash::leave, [&](WorkloadQuery&& query) { batch.push_back(std::move(query)); });
    for (const Prediction& prediction : estimator.predict(batch, options.explain))
      on_prediction(prediction);
  });
}

std::vector<Prediction> predict(const Model& model, const Workload& workload,
                                const std::optional<Database>& database) {
  return prediction::Estimator(model, database).predict(workload, false);
}

Prediction predict(const Model& model, const Features& features) {
  if (model.knowledge != Knowledge::text)
    throw Error(ErrorKind::usage, "the model needs to know more than the text of a statement", {},
                "Train one on lines without plans, or ask with a database.");
  Prediction prediction;
  if (features.error)
    prediction.reason = *features.error;
  else
    prediction = prediction::predict(
        model, prediction::feature_vector(Knowledge::text, features, nullptr, nullptr));
  prediction.query_hash = features.query_hash;
  return prediction;
}

}  // namespace selfopt
