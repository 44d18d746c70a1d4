#include <nlohmann/json.hpp>

#include <selfopt/budget_curve.hpp>

namespace selfopt {
namespace {

using Json = nlohmann::ordered_json;

Json write_point(const BudgetPoint& point) {
  return {{"budget_bytes", point.budget_bytes},
          {"used_bytes", point.used_bytes},
          {"cost", point.cost},
          {"lower_bound", point.lower_bound},
          {"gap", point.cost > 0 ? (point.cost - point.lower_bound) / point.cost : 0.0},
          {"indexes", point.indexes}};
}

}  // namespace

std::string to_json(const BudgetCurve& curve) {
  Json out{{"schema", "selfopt.budget_curve/1"}, {"database", curve.database},
           {"generated_at", curve.generated_at}, {"queries", curve.queries},
           {"cost_before", curve.cost_before},   {"what_if_calls", curve.what_if_calls},
           {"elapsed_ms", curve.elapsed_ms},     {"points", Json::array()}};
  for (const BudgetPoint& point : curve.points)
    out["points"].push_back(write_point(point));
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace selfopt
