#include "page/timeline_svg.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <selfopt/moment.hpp>
#include <selfopt/units.hpp>

#include "exchange/markup.hpp"
#include "page/span_axes.hpp"

namespace selfopt::page {
namespace {

using exchange::escape_markup;

class Chart {
 public:
  Chart(const std::vector<TimelineLayer>& layers, const std::vector<TimelineMark>& marks)
      : m_layers(layers),
        m_marks(marks),
        m_spans(layers.front().spans),
        m_axes(m_spans, most_of(layers)) {}

  std::string svg() const {
    const bool one = m_layers.size() == 1;
    return m_axes.begin(fmt::format("total time of {} over the period, up to {} in each bar",
                                    one ? escape_markup(m_layers.front().name) : "all statements",
                                    format_duration_ms(most_of(m_layers)))) +
           bars() + marks() + m_axes.end() + (m_layers.size() > 1 ? legend() : "");
  }

 private:
  // The most that the layers of a span have together.
  static double most_of(const std::vector<TimelineLayer>& layers) {
    std::vector<double> totals(layers.front().spans.size(), 0);
    for (const TimelineLayer& layer : layers)
      for (std::size_t i = 0; i < totals.size(); ++i)
        totals[i] += layer.spans[i].total_ms;
    return std::ranges::max(totals);
  }

  std::string bars() const {
    std::string svg;
    for (std::size_t i = 0; i < m_spans.size(); ++i) {
      double below = 0;
      for (std::size_t layer = 0; layer < m_layers.size(); ++layer) {
        const TimelineSpan& span = m_layers[layer].spans[i];
        if (span.total_ms <= 0) continue;
        const double tall =
            std::max(m_layers.size() == 1 ? 1.0 : 0.0, m_axes.height(span.total_ms));
        below += tall;
        svg += fmt::format(
            "<rect class=\"c{}\" x=\"{:.2f}%\" y=\"{:.1f}\" width=\"{:.2f}%\" height=\"{:.1f}\">"
            "<title>{}{} to {}: {} in {}</title></rect>\n",
            layer, m_axes.x(i), SpanAxes::top_of(below), m_axes.width(), tall,
            m_layers.size() > 1 ? escape_markup(m_layers[layer].name) + ", " : "",
            shown_moment(span.from), shown_moment(span.to), format_duration_ms(span.total_ms),
            counted(static_cast<std::int64_t>(std::llround(span.calls)), "call"));
      }
    }
    return svg;
  }

  std::string marks() const {
    std::string svg;
    for (const TimelineMark& mark : m_marks) {
      const auto place = m_axes.x_of(mark.at);
      if (!place) continue;
      svg += fmt::format(
          "<svg x=\"{:.2f}%\" overflow=\"visible\"><title>{}: {}</title><line class=\"mark\" "
          "y1=\"12\" y2=\"{:.0f}\"/><path class=\"flag\" d=\"M-5 4h10l-5 9z\"/></svg>\n",
          *place, shown_moment(mark.at), escape_markup(mark.what), SpanAxes::top_of(0));
    }
    return svg;
  }

  std::string legend() const {
    std::string html = "<ul class=\"legend\">\n";
    for (std::size_t layer = m_layers.size(); layer-- > 0;)
      html += fmt::format(
          "<li><svg width=\"11\" height=\"11\" aria-hidden=\"true\"><rect class=\"c{}\" "
          "width=\"11\" "
          "height=\"11\" rx=\"2\"/></svg>{}</li>\n",
          layer, escape_markup(m_layers[layer].name));
    if (!m_marks.empty()) html += "<li>&#9662; a change was made</li>\n";
    return html + "</ul>\n";
  }

  const std::vector<TimelineLayer>& m_layers;
  const std::vector<TimelineMark>& m_marks;
  const std::vector<TimelineSpan>& m_spans;
  SpanAxes m_axes;
};

}  // namespace

std::string timeline_svg(const std::vector<TimelineLayer>& layers,
                         const std::vector<TimelineMark>& marks) {
  return Chart(layers, marks).svg();
}

}  // namespace selfopt::page
