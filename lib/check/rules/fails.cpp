#include "check/rule.hpp"

namespace selfopt::checking {
namespace {

void look(const Sight& sight, std::vector<Finding>& findings) {
  if (sight.after.error.empty()) return;
  findings.push_back({.level = Level::error,
                      .message = sight.before == nullptr
                                     ? "fails: " + sight.after.error
                                     : "ran before and fails now: " + sight.after.error});
}

}  // namespace

const Rule k_fails{"fails", "the statement cannot be planned or run, or takes too long", look};

}  // namespace selfopt::checking
