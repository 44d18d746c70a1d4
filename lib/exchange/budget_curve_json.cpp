#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <selfopt/budget_curve.hpp>
#include <selfopt/error.hpp>

#include "env/files.hpp"

namespace selfopt {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* k_schema = "selfopt.budget_curve/1";

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
  Json out{{"schema", k_schema},
           {"database", curve.database},
           {"generated_at", curve.generated_at},
           {"queries", curve.queries},
           {"cost_before", curve.cost_before},
           {"what_if_calls", curve.what_if_calls},
           {"elapsed_ms", curve.elapsed_ms},
           {"points", Json::array()}};
  for (const BudgetPoint& point : curve.points)
    out["points"].push_back(write_point(point));
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

BudgetCurve load_budget_curve(const std::string& path) try {
  constexpr std::int64_t k_most_bytes = std::int64_t{16} << 20;
  const Json document = Json::parse(env::read_whole(path, k_most_bytes));
  if (document.at("schema") != k_schema)
    throw Error(ErrorKind::input, fmt::format("\"{}\" is no budget curve", path), {},
                "Give the file that selfopt recommend --budget all -o FILE wrote.");
  BudgetCurve curve;
  document.at("database").get_to(curve.database);
  document.at("generated_at").get_to(curve.generated_at);
  document.at("queries").get_to(curve.queries);
  document.at("cost_before").get_to(curve.cost_before);
  for (const Json& point : document.at("points"))
    curve.points.push_back({point.at("budget_bytes").get<std::int64_t>(),
                            point.at("used_bytes").get<std::int64_t>(),
                            point.at("cost").get<double>(), point.at("lower_bound").get<double>(),
                            point.at("indexes").get<std::vector<std::string>>()});
  return curve;
} catch (const nlohmann::json::exception&) {
  throw Error(ErrorKind::input, fmt::format("\"{}\" is no budget curve", path), {},
              "Give the file that selfopt recommend --budget all -o FILE wrote.");
}

}  // namespace selfopt
