#include "check/foretell.hpp"

#include <selfopt/model.hpp>

#include "env/hash.hpp"
#include "prediction/estimator.hpp"

namespace selfopt::checking {

void foretell(const Database& database, std::vector<Observed>& all, const CheckOptions& options) {
  std::vector<Observation*> planned;
  Workload workload;
  for (Observed& observed : all) {
    if (!observed.is_query || !observed.seen.error.empty()) continue;
    planned.push_back(&observed.seen);
    WorkloadQuery query;
    query.sql = observed.seen.sql;
    query.query_hash = observed.seen.query_hash;
    query.params = observed.seen.params;
    workload.push_back(std::move(query));
  }
  // Planned anew: the model learned from plans as the server makes them, parallel workers included.
  prediction::Estimator estimator(*options.model, database);
  const std::string model = env::stable_hash_hex(to_file(*options.model));
  auto seen = planned.begin();
  for (Prediction& prediction : estimator.predict(workload, false)) {
    (*seen)->model = model;
    (*seen)->prediction = std::move(prediction);
    ++seen;
  }
}

}  // namespace selfopt::checking
