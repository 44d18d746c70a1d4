#include "report/predictions_svg.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <selfopt/moment.hpp>
#include <selfopt/units.hpp>

#include "page/span_axes.hpp"

namespace selfopt {
namespace {

std::string span_of(const PredictionSpan& span, std::size_t place, const page::SpanAxes& axes) {
  constexpr double k_mark = 3;  // thickness
  const double measured = std::max(1.0, axes.height(span.measured_ms));
  return fmt::format(
      "<g><title>{} to {}: measured {}, foretold {}, q-error {:.3g}</title>\n"
      "<rect class=\"c0\" x=\"{:.2f}%\" y=\"{:.1f}\" width=\"{:.2f}%\" height=\"{:.1f}\"/>\n"
      "<rect class=\"foretold\" x=\"{:.2f}%\" y=\"{:.1f}\" width=\"{:.2f}%\" height=\"{}\"/></g>\n",
      shown_moment(span.from), shown_moment(span.to), format_duration_ms(span.measured_ms),
      format_duration_ms(span.predicted_ms), span.q_error_p50, axes.x(place),
      page::SpanAxes::top_of(measured), axes.width(), measured, axes.x(place),
      page::SpanAxes::top_of(axes.height(span.predicted_ms) + k_mark / 2), axes.width(), k_mark);
}

}  // namespace

std::string predictions_svg(const PredictionSummary& predictions,
                            const std::vector<TimelineSpan>& spans) {
  double most = 0;
  for (const PredictionSpan& span : predictions.timeline)
    most = std::max({most, span.measured_ms, span.predicted_ms});
  const page::SpanAxes axes(spans, most);
  std::string svg = axes.begin("measured and foretold time over the period");
  for (const PredictionSpan& span : predictions.timeline) {
    const auto place = std::ranges::find(spans, span.from, &TimelineSpan::from) - spans.begin();
    svg += span_of(span, static_cast<std::size_t>(place), axes);
  }
  return svg + axes.end();
}

}  // namespace selfopt
