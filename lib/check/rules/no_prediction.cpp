#include "check/rule.hpp"

namespace selfopt::checking {
namespace {

void look(const Sight& sight, std::vector<Finding>& findings) {
  if (sight.mode != CheckMode::predict || !sight.planned || sight.after.prediction.reason.empty())
    return;
  findings.push_back({.level = Level::note,
                      .message = "the model gives no answer, so that plans are compared: " +
                                 sight.after.prediction.reason});
}

}  // namespace

const Rule k_no_prediction{"no-prediction", "the model cannot tell how long the statement takes",
                           look};

}  // namespace selfopt::checking
