#include "report/timeline_svg.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "report/shown_moment.hpp"

namespace selfopt {
namespace {

constexpr double k_width = 900;
constexpr double k_height = 150;  // of the bars
constexpr double k_left = 70;     // room for the labels of the axis
constexpr double k_top = 14;
constexpr std::size_t k_labels = 6;

std::string bar(const TimelineSpan& span, double x, double width, double height) {
  return fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"><title>{} to {} UTC: {} "
      "in {}</title></rect>\n",
      x, k_top + k_height - height, width, height, shown_moment(span.from), shown_moment(span.to),
      format_duration_ms(span.total_ms),
      counted(static_cast<std::int64_t>(std::llround(span.calls)), "call"));
}

// The time of day, and the day before it where there are several.
std::string tick(const TimelineSpan& span, bool several_days) {
  constexpr std::size_t k_year = 5;
  constexpr std::size_t k_date = 11;
  return shown_moment(span.from).substr(several_days ? k_year : k_date);
}

}  // namespace

std::string timeline_svg(const std::vector<TimelineSpan>& spans) {
  const double most = std::ranges::max_element(spans, {}, &TimelineSpan::total_ms)->total_ms;
  const double step = (k_width - k_left) / static_cast<double>(spans.size());
  std::string svg = fmt::format(
      "<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"total time of all statements "
      "over the period\">\n<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"end\">{}</text>\n",
      k_width, k_top + k_height + 20, k_left - 6, k_top + 10, format_duration_ms(most));
  for (std::size_t i = 0; i < spans.size(); ++i) {
    if (spans[i].total_ms <= 0) continue;
    const double height = std::max(1.0, k_height * spans[i].total_ms / most);
    svg += bar(spans[i], k_left + static_cast<double>(i) * step, std::max(1.0, step - 1), height);
  }
  svg += fmt::format("<line x1=\"{0:.0f}\" y1=\"{1:.1f}\" x2=\"{2:.0f}\" y2=\"{1:.1f}\"/>\n",
                     k_left, k_top + k_height + 0.5, k_width);
  constexpr std::size_t k_date = 10;
  const bool several_days =
      spans.front().from.substr(0, k_date) != spans.back().from.substr(0, k_date);
  const std::size_t every = (spans.size() + k_labels - 1) / k_labels;
  for (std::size_t i = 0; i < spans.size(); i += every)
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.0f}\">{}</text>\n",
                       k_left + static_cast<double>(i) * step, k_top + k_height + 16,
                       tick(spans[i], several_days));
  return svg + "</svg>\n";
}

}  // namespace selfopt
