#include "report/predictions_svg.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "page/shown_moment.hpp"

namespace selfopt {
namespace {

constexpr double k_width = 900;
constexpr double k_height = 120;  // of the bars
constexpr double k_left = 70;     // room for the label of the axis
constexpr double k_top = 14;
constexpr double k_mark = 3;  // thickness

std::string span_of(const PredictionSpan& span, double x, double width, double most) {
  const double measured = std::max(1.0, k_height * span.measured_ms / most);
  const double foretold = k_height * span.predicted_ms / most;
  return fmt::format(
      "<g><title>{} to {}: measured {}, foretold {}, q-error {:.3g}</title>\n"
      "<rect class=\"c0\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>\n"
      "<rect class=\"foretold\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{}\"/></g>\n",
      page::shown_moment(span.from), page::shown_moment(span.to),
      format_duration_ms(span.measured_ms), format_duration_ms(span.predicted_ms), span.q_error_p50,
      x, k_top + k_height - measured, width, measured, x, k_top + k_height - foretold - k_mark / 2,
      width, k_mark);
}

}  // namespace

std::string predictions_svg(const PredictionSummary& predictions,
                            const std::vector<TimelineSpan>& spans) {
  double most = 1e-9;
  for (const PredictionSpan& span : predictions.timeline)
    most = std::max({most, span.measured_ms, span.predicted_ms});
  const double step = (k_width - k_left) / static_cast<double>(spans.size());
  std::string svg = fmt::format(
      "<svg class=\"chart\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\""
      " aria-label=\"measured and foretold time over the period\">\n<text x=\"{:.0f}\" "
      "y=\"{:.0f}\" text-anchor=\"end\">{}</text>\n",
      k_width, k_top + k_height + 4, k_left - 6, k_top + 10, format_duration_ms(most));
  for (const PredictionSpan& span : predictions.timeline) {
    const auto place = std::ranges::find(spans, span.from, &TimelineSpan::from) - spans.begin();
    svg += span_of(span, k_left + static_cast<double>(place) * step, std::max(2.0, step - 1), most);
  }
  svg += fmt::format("<line x1=\"{0:.0f}\" y1=\"{1:.1f}\" x2=\"{2:.0f}\" y2=\"{1:.1f}\"/>\n",
                     k_left, k_top + k_height + 0.5, k_width);
  return svg + "</svg>\n";
}

}  // namespace selfopt
