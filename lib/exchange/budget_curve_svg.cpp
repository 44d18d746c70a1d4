#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <selfopt/budget_curve.hpp>
#include <selfopt/units.hpp>

#include "exchange/markup.hpp"

namespace selfopt {
namespace {

using exchange::escape_markup;

constexpr double k_width = 720;
constexpr double k_height = 400;
constexpr double k_left = 64;
constexpr double k_right = 44;
constexpr double k_top = 56;
constexpr double k_bottom = 56;

// Space on a logarithmic scale: the first megabytes count as much as the last hundreds.
class Scale {
 public:
  explicit Scale(const BudgetCurve& curve)
      : m_least(std::max(1.0, static_cast<double>(curve.points.front().used_bytes))),
        m_most(std::max(m_least * 2, static_cast<double>(curve.points.back().used_bytes))) {}

  double x(double bytes) const {
    const double share = std::log(std::max(bytes, m_least) / m_least) / std::log(m_most / m_least);
    return k_left + share * (k_width - k_left - k_right);
  }
  static double y(double share) {
    return k_height - k_bottom - share * (k_height - k_top - k_bottom);
  }

 private:
  double m_least;
  double m_most;
};

std::string head(const BudgetCurve& curve) {
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="Cost of the workload against the space for indexes">
<style>
text {{ font: 13px system-ui, sans-serif; fill: #1c2733 }}
.title {{ font-weight: 600; font-size: 16px }}
.axis {{ stroke: #8895a3 }}
.grid {{ stroke: #8895a3; stroke-opacity: .25 }}
.cost {{ fill: none; stroke: #1268b3; stroke-width: 2.5 }}
.bound {{ fill: #1268b3; fill-opacity: .15 }}
.dot {{ fill: #1268b3 }}
.ground {{ fill: #ffffff }}
.mark {{ stroke: #b3470f; stroke-width: 1.5; stroke-dasharray: 5 4 }}
.marked {{ fill: #b3470f; font-weight: 600 }}
@media (prefers-color-scheme: dark) {{
text {{ fill: #e4e9ee }} .ground {{ fill: #14191f }}
.mark {{ stroke: #f2a35e }} .marked {{ fill: #f2a35e }} .cost {{ stroke: #6db3f2 }} .bound, .dot {{ fill: #6db3f2 }}
}}
</style>
<rect class="ground" width="{0}" height="{1}"/>
<text class="title" x="{2}" y="26">What space for indexes buys: planner's cost of {3}</text>
)",
      k_width, k_height, k_left, counted(curve.queries, "statement"));
}

std::string axes(const BudgetCurve& curve, const Scale& scale) {
  std::string out;
  for (const int percent : {0, 25, 50, 75, 100})
    out += fmt::format(
        R"(<line class="grid" x1="{0}" x2="{1}" y1="{2:.1f}" y2="{2:.1f}"/><text x="{3}" y="{4:.1f}" text-anchor="end">{5} %</text>
)",
        k_left, k_width - k_right, Scale::y(percent / 100.0), k_left - 8,
        Scale::y(percent / 100.0) + 4, percent);
  const std::size_t every = std::max<std::size_t>(1, (curve.points.size() + 5) / 6);
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    if ((curve.points.size() - 1 - i) % every != 0) continue;
    const auto bytes = curve.points[i].used_bytes;
    out += fmt::format(R"(<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>
)",
                       scale.x(static_cast<double>(bytes)), k_height - k_bottom + 22,
                       format_bytes(bytes));
  }
  out += fmt::format(
      R"(<line class="axis" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/><text x="{1}" y="{3}" text-anchor="end">space for indexes</text>
<text x="{0}" y="{3}">shaded: between the advice and what no indexes of that size can beat</text>
)",
      k_left, k_width - k_right, k_height - k_bottom, k_height - 12);
  return out;
}

// The cost falls only where something larger fits, so the line has steps. A bound for a budget
// holds for every smaller one, so below has steps, too.
std::string line(const BudgetCurve& curve, const Scale& scale) {
  std::string cost;
  std::string below;
  std::string dots;
  double last = 1;
  double last_x = scale.x(static_cast<double>(curve.points.front().used_bytes));
  for (const BudgetPoint& point : curve.points) {
    const double x = scale.x(static_cast<double>(point.used_bytes));
    const double share = point.cost / curve.cost_before;
    const double bound = Scale::y(point.lower_bound / curve.cost_before);
    cost += fmt::format("{:.1f},{:.1f} {:.1f},{:.1f} ", x, Scale::y(last), x, Scale::y(share));
    below = fmt::format("{:.1f},{:.1f} {:.1f},{:.1f} ", x, bound, last_x, bound) + below;
    dots += fmt::format(
        R"(<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="4"><title>{} of {}: {:.1f} % of the cost</title></circle>
)",
        x, Scale::y(share),
        counted(static_cast<std::int64_t>(point.indexes.size()), "index", "indexes"),
        format_bytes(point.used_bytes), share * 100);
    last = share;
    last_x = x;
  }
  return fmt::format(R"(<polygon class="bound" points="{0}{1}"/>
<polyline class="cost" points="{0}"/>
)",
                     cost, below) +
         dots;
}

// A line each, their labels one below the other: two may be close.
std::string marked(const std::vector<BudgetMark>& marks, const Scale& scale) {
  std::string out;
  double label_y = k_top - 8;
  for (const BudgetMark& mark : marks) {
    if (mark.bytes <= 0) continue;
    const double x = std::min(scale.x(static_cast<double>(mark.bytes)), k_width - k_right);
    const bool at_right = x > k_width / 2;
    out += fmt::format(
        R"(<line class="mark" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.0f}" y2="{2}"/><text class="marked" x="{3:.1f}" y="{1:.0f}"{4}>{5}: {6}</text>
)",
        x, label_y, k_height - k_bottom, x + (at_right ? -6 : 6),
        at_right ? R"( text-anchor="end")" : "", escape_markup(mark.what),
        format_bytes(mark.bytes));
    label_y += 18;
  }
  return out;
}

}  // namespace

std::string to_svg(const BudgetCurve& curve, const std::vector<BudgetMark>& marks) {
  std::string out = head(curve);
  if (curve.points.empty() || curve.cost_before <= 0) {
    out += fmt::format(R"(<text x="{}" y="{}">No index makes the workload noticeably cheaper.</text>
)",
                       k_left, k_height / 2);
  } else {
    const Scale scale(curve);
    out += axes(curve, scale) + line(curve, scale) + marked(marks, scale);
  }
  return out + "</svg>\n";
}

}  // namespace selfopt
