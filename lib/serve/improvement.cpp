#include "serve/improvement.hpp"

#include <map>
#include <string>

namespace selfopt::serving {

Improvement improvement(const std::vector<Action>& actions) {
  struct Sum {
    Improvement improvement;
    std::size_t count = 0;
  };
  std::map<std::string, Sum> by_method;
  for (const Action& action : actions) {
    if (action.state != "done" || action.verification.before <= 0) continue;
    Sum& sum = by_method[action.verification.method];
    sum.improvement.before += action.verification.before;
    sum.improvement.after += action.verification.after;
    ++sum.count;
  }
  const auto most =
      std::ranges::max_element(by_method, {}, [](const auto& one) { return one.second.count; });
  return most == by_method.end() ? Improvement{} : most->second.improvement;
}

}  // namespace selfopt::serving
