#include <algorithm>

#include <fmt/format.h>

#include "check/circumstances.hpp"
#include "check/figures.hpp"

namespace selfopt::checking {
namespace {

// Estimates move with every ANALYZE; with the same plan only a great change is one.
constexpr double k_same_plan_tolerance = 0.5;
constexpr double k_least_more_cost = 100;

void look(const Sight& sight, std::vector<Finding>& findings) {
  if (judged_by(sight) != CheckMode::plan || !same_cost_units(*sight.before, sight.after)) return;
  const bool same_plan = sight.before->plan_hash == sight.after.plan_hash;
  const double allowed =
      same_plan ? std::max(sight.tolerance, k_same_plan_tolerance) : sight.tolerance;
  const double grown = growth(*sight.before, sight.after);
  const double before = sight.before->plan.total_cost * grown;
  const double after = sight.after.plan.total_cost;
  if (after <= before * (1 + allowed) || after - before <= k_least_more_cost) return;
  std::string message = "the planner expects more work: " +
                        from_to(sight.before->plan.total_cost, after, "cost units");
  if (grown > 1 + sight.tolerance)
    message += fmt::format(", though tables grew only {:.1f}x", grown);
  findings.push_back(judge_rise(sight, before > 0 ? after / before : after, std::move(message)));
}

}  // namespace

const Rule k_higher_cost{"higher-cost",
                         "the planner's cost rose by more than the tables grew (mode plan)", look};

}  // namespace selfopt::checking
