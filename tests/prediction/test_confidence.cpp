#include "prediction/confidence.hpp"
#include "support/catch.hpp"

using selfopt::prediction::confidence;
using selfopt::prediction::Evidence;

namespace {

Evidence good() {
  return {.changed_share = 0, .misestimate = 1, .calls = 100, .spread = 0.1, .probability = {}};
}

}  // namespace

TEST_CASE("good evidence gives a confidence that lets an index be made", "[prediction]") {
  CHECK(confidence(good()) > 0.85);
  CHECK(confidence(good()) < 0.95);
}

TEST_CASE("each kind of doubt lowers confidence", "[prediction]") {
  const auto less = [](auto change) {
    Evidence evidence = good();
    change(evidence);
    return confidence(evidence) < confidence(good());
  };
  CHECK(less([](Evidence& e) { e.changed_share = 0.5; }));
  CHECK(less([](Evidence& e) { e.changed_share.reset(); }));
  CHECK(less([](Evidence& e) { e.misestimate = 10; }));
  CHECK(less([](Evidence& e) { e.misestimate.reset(); }));
  CHECK(less([](Evidence& e) { e.calls = 1; }));
  CHECK(less([](Evidence& e) { e.spread = 2; }));
  CHECK(less([](Evidence& e) { e.probability = 0.5; }));
}

TEST_CASE("confidence stays between 0 and 1, whatever the evidence", "[prediction]") {
  CHECK(confidence({1e9, 1e300, 0, 1e9, {}}) >= 0);
  CHECK(confidence({-5, 0, 1e18, 0, 1.0}) <= 1);
}
