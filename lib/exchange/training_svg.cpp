#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <selfopt/train.hpp>
#include <selfopt/units.hpp>

namespace selfopt {
namespace {

constexpr double k_size = 560;
constexpr double k_left = 76;
constexpr double k_right = 24;
constexpr double k_top = 48;
constexpr double k_bottom = 56;
constexpr double k_least_ms = 0.01;

// The powers of ten that hold all that is shown; the same on both axes, so that right is diagonal.
class Scale {
 public:
  explicit Scale(const Training& training) {
    double least = 1e300;
    double most = k_least_ms;
    for (const TrainingPoint& point : training.points) {
      if (!point.predicted) continue;
      least = std::min({least, point.measured, *point.predicted});
      most = std::max({most, point.measured, *point.predicted});
    }
    m_low = std::floor(std::log10(std::max(least, k_least_ms)));
    m_high = std::max(m_low + 1, std::ceil(std::log10(most)));
  }

  double x(double ms) const { return k_left + share(ms) * (k_size - k_left - k_right); }
  double y(double ms) const { return k_size - k_bottom - share(ms) * (k_size - k_top - k_bottom); }
  int low() const { return static_cast<int>(m_low); }
  int high() const { return static_cast<int>(m_high); }

 private:
  double share(double ms) const {
    return (std::log10(std::max(ms, k_least_ms)) - m_low) / (m_high - m_low);
  }
  double m_low = 0;
  double m_high = 1;
};

std::string head(const Training& training) {
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" width="{0}" height="{0}" role="img" aria-label="Foretold against measured times">
<style>
text {{ font: 13px system-ui, sans-serif; fill: #1c2733 }}
.title {{ font-weight: 600; font-size: 16px }}
.grid {{ stroke: #8895a3; stroke-opacity: .25 }}
.right {{ stroke: #1c2733; stroke-width: 1.5 }}
.twice {{ stroke: #1c2733; stroke-dasharray: 4 4; stroke-opacity: .5 }}
.dot {{ fill: #1268b3; fill-opacity: .55 }}
.ground {{ fill: #ffffff }}
@media (prefers-color-scheme: dark) {{
text {{ fill: #e4e9ee }} .ground {{ fill: #14191f }} .dot {{ fill: #6db3f2 }}
.right, .twice {{ stroke: #e4e9ee }}
}}
</style>
<rect class="ground" width="{0}" height="{0}"/>
<text class="title" x="{1}" y="26">Foretold against measured: {2} unseen statements</text>
)",
      k_size, k_left, format_count(training.rows_test - training.rows_refused));
}

std::string axes(const Scale& scale) {
  std::string out;
  for (int power = scale.low(); power <= scale.high(); ++power) {
    const double ms = std::pow(10.0, power);
    out += fmt::format(
        R"(<line class="grid" x1="{0}" x2="{1}" y1="{2:.1f}" y2="{2:.1f}"/><line class="grid" x1="{3:.1f}" x2="{3:.1f}" y1="{4}" y2="{5}"/>
<text x="{6}" y="{7:.1f}" text-anchor="end">{8:g} ms</text><text x="{3:.1f}" y="{9}" text-anchor="middle">{8:g}</text>
)",
        k_left, k_size - k_right, scale.y(ms), scale.x(ms), k_top, k_size - k_bottom, k_left - 8,
        scale.y(ms) + 4, ms, k_size - k_bottom + 20);
  }
  const double low = std::pow(10.0, scale.low());
  const double high = std::pow(10.0, scale.high());
  const auto line = [&](const char* kind, double x1, double y1, double x2, double y2) {
    out += fmt::format(R"(<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>
)",
                       kind, scale.x(x1), scale.y(y1), scale.x(x2), scale.y(y2));
  };
  line("right", low, low, high, high);
  line("twice", low, 2 * low, high / 2, high);
  line("twice", 2 * low, low, high, high / 2);
  return out +
         fmt::format(
             R"(<text x="{}" y="{}" text-anchor="end">upwards foretold, to the right measured, in milliseconds; dashed: twice or half</text>
)",
             k_size - k_right, k_size - 12);
}

}  // namespace

std::string to_svg(const Training& training) {
  const Scale scale(training);
  std::string out = head(training) + axes(scale);
  for (const TrainingPoint& point : training.points)
    if (point.predicted)
      out += fmt::format(
          R"(<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="3"><title>{}: {}, foretold {}</title></circle>
)",
          scale.x(point.measured), scale.y(*point.predicted), point.query_hash,
          format_duration_ms(point.measured), format_duration_ms(*point.predicted));
  return out + "</svg>\n";
}

}  // namespace selfopt
