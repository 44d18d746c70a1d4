#include "replay/expected_time.hpp"

#include <limits>

#include <selfopt/error.hpp>

#include "prediction/estimator.hpp"
#include "prediction/quantile.hpp"

namespace selfopt {

std::vector<double> expected_ms(const Database& database, const Workload& workload,
                                const Model* model) {
  std::vector<Prediction> said(workload.size());
  if (model != nullptr) {
    if (model->target != ModelTarget::runtime)
      throw Error(ErrorKind::usage, "the model does not foretell run times", {},
                  "Train one with selfopt train --target runtime.");
    said = prediction::Estimator(*model, database).predict(workload, false);
  }
  std::vector<double> times;
  for (std::size_t i = 0; i < workload.size(); ++i) {
    const auto known =
        said[i].predicted_ms ? said[i].predicted_ms : prediction::measured_ms(workload[i]);
    times.push_back(known.value_or(std::numeric_limits<double>::infinity()));
  }
  return times;
}

}  // namespace selfopt
