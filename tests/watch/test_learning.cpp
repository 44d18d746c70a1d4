#include "support/catch.hpp"
#include "watch/learning.hpp"

using namespace selfopt;
using loop::reason_to_train;

namespace {

pg::StoredModel model_of(std::int64_t measurements, double q_error) {
  pg::StoredModel model;
  model.id = 1;
  model.measurements = measurements;
  model.q_error_p50 = q_error;
  return model;
}

pg::NewMeasurements fresh(std::int64_t count, std::int64_t foretold = 0, double q_error = 1) {
  return {count, "2026-11-25T01:00:00Z", foretold, q_error};
}

}  // namespace

TEST_CASE("without a model any measurement is reason to train one", "[watch]") {
  CHECK(reason_to_train(std::nullopt, fresh(0)).empty());
  CHECK(reason_to_train(std::nullopt, fresh(1)) == "there is no model yet");
}

TEST_CASE("a model is trained anew when half as many measurements have come, 50 at least",
          "[watch]") {
  CHECK(reason_to_train(model_of(1000, 1.2), fresh(499)).empty());
  CHECK(reason_to_train(model_of(1000, 1.2), fresh(500)) == "500 new measurements have come");
  CHECK(reason_to_train(model_of(20, 1.2), fresh(49)).empty());
  CHECK_FALSE(reason_to_train(model_of(20, 1.2), fresh(50)).empty());
}

TEST_CASE("a model that is further off than when it was judged is trained anew", "[watch]") {
  const pg::StoredModel model = model_of(1000, 1.2);
  CHECK(reason_to_train(model, fresh(30, 30, 1.7)).empty());
  CHECK(reason_to_train(model, fresh(30, 30, 2.0)) ==
        "drift: the q-error of 30 statements is 2, it was 1.2");
  CHECK(reason_to_train(model, fresh(30, 19, 2.0)).empty());  // too few to tell
}
