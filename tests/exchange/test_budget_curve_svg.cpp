#include <selfopt/budget_curve.hpp>

#include "support/catch.hpp"

using namespace selfopt;

namespace {

BudgetCurve curve() {
  BudgetCurve curve;
  curve.queries = 5;
  curve.cost_before = 100;
  curve.points = {{1 << 20, 1 << 20, 60, 55, {"a"}}, {8 << 20, 8 << 20, 20, 18, {"a", "b"}}};
  return curve;
}

}  // namespace

TEST_CASE("chosen budgets are marked on the curve", "[exchange]") {
  CHECK(to_svg(curve()).find("class=\"mark\"") == std::string::npos);
  const std::string svg = to_svg(curve(), {{4'000'000, "advised <now>"}, {0, "made"}});
  CHECK(svg.find("advised &lt;now&gt;: 4.0 MB") != std::string::npos);
  CHECK(svg.find("class=\"mark\"") == svg.rfind("class=\"mark\""));  // that of no bytes is left out
  CHECK(svg.find("made") == std::string::npos);
}

TEST_CASE("a budget beyond the curve is marked at its end", "[exchange]") {
  const std::string svg = to_svg(curve(), {{std::int64_t{1} << 40, "all"}});
  CHECK(svg.find("<line class=\"mark\" x1=\"676.0\"") != std::string::npos);
}

TEST_CASE("a curve without points has no marks", "[exchange]") {
  CHECK(to_svg(BudgetCurve{}, {{4 << 20, "advised"}}).find("advised") == std::string::npos);
}
