#include "page/timeline_svg.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "exchange/markup.hpp"
#include "page/shown_moment.hpp"
#include "timeline/moment.hpp"

namespace selfopt::page {
namespace {

constexpr double k_width = 960;
constexpr double k_height = 170;  // of the bars
constexpr double k_left = 96;     // room for the labels of the axis
constexpr double k_top = 18;
constexpr std::size_t k_labels = 6;

using exchange::escape_markup;

class Chart {
 public:
  Chart(const std::vector<TimelineLayer>& layers, const std::vector<TimelineMark>& marks)
      : m_layers(layers),
        m_marks(marks),
        m_spans(layers.front().spans),
        m_totals(m_spans.size(), 0),
        m_step((k_width - k_left) / static_cast<double>(m_spans.size())) {
    for (const TimelineLayer& layer : layers)
      for (std::size_t i = 0; i < m_spans.size(); ++i)
        m_totals[i] += layer.spans[i].total_ms;
    m_most = std::max(1e-9, *std::ranges::max_element(m_totals));
  }

  std::string svg() const {
    return fmt::format(
               "<svg class=\"chart\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"total "
               "time of all statements over the period, up to {} in each bar\">\n",
               k_width, k_top + k_height + 22, format_duration_ms(m_most)) +
           axes() + bars() + marks() + "</svg>\n" + (m_layers.size() > 1 ? legend() : "");
  }

 private:
  double x(std::size_t span) const { return k_left + static_cast<double>(span) * m_step; }
  double height(double ms) const { return k_height * ms / m_most; }

  std::string axes() const {
    std::string svg;
    for (const double share : {1.0, 0.5, 0.0}) {
      const double y = k_top + k_height * (1 - share) + 0.5;
      svg += fmt::format("<line x1=\"{0:.0f}\" x2=\"{1:.0f}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>",
                         k_left, k_width, y);
      svg += fmt::format("<text x=\"{:.0f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n",
                         k_left - 8, y + 4, share > 0 ? format_duration_ms(m_most * share) : "0");
    }
    constexpr std::size_t k_date = 10;
    const bool several_days = shown_moment(m_spans.front().from).substr(0, k_date) !=
                              shown_moment(m_spans.back().from).substr(0, k_date);
    const std::size_t every = (m_spans.size() + k_labels - 1) / k_labels;
    constexpr double k_label_width = 90;
    for (std::size_t i = 0; i < m_spans.size(); i += every) {
      const bool at_end = x(i) + k_label_width > k_width;
      svg += fmt::format("<text{}{} x=\"{:.1f}\" y=\"{:.0f}\">{}</text>\n",
                         i / every % 2 == 1 ? " class=\"second\"" : "",
                         at_end ? " text-anchor=\"end\"" : "", at_end ? k_width : x(i),
                         k_top + k_height + 18, tick(m_spans[i], several_days));
    }
    return svg;
  }

  // The time of day, and the day before it where there are several.
  static std::string tick(const TimelineSpan& span, bool several_days) {
    constexpr std::size_t k_year = 5;
    constexpr std::size_t k_date = 11;
    return shown_moment(span.from).substr(several_days ? k_year : k_date);
  }

  std::string bars() const {
    std::string svg;
    for (std::size_t i = 0; i < m_spans.size(); ++i) {
      double below = 0;
      for (std::size_t layer = 0; layer < m_layers.size(); ++layer) {
        const TimelineSpan& span = m_layers[layer].spans[i];
        if (span.total_ms <= 0) continue;
        const double tall = std::max(m_layers.size() == 1 ? 1.0 : 0.0, height(span.total_ms));
        below += tall;
        svg += fmt::format(
            "<rect class=\"c{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\">"
            "<title>{}{} to {}: {} in {}</title></rect>\n",
            layer, x(i), k_top + k_height - below, std::max(1.0, m_step - 1), tall,
            m_layers.size() > 1 ? escape_markup(m_layers[layer].name) + ", " : "",
            shown_moment(span.from), shown_moment(span.to), format_duration_ms(span.total_ms),
            counted(static_cast<std::int64_t>(std::llround(span.calls)), "call"));
      }
    }
    return svg;
  }

  std::string marks() const {
    const double begin = read_moment(m_spans.front().from).value_or(0);
    const double end = read_moment(m_spans.back().to).value_or(begin + 1);
    std::string svg;
    for (const TimelineMark& mark : m_marks) {
      const double at = read_moment(mark.at).value_or(0);
      if (at < begin || at > end) continue;
      const double place = k_left + (k_width - k_left) * (at - begin) / (end - begin);
      svg += fmt::format(
          "<g><title>{0}: {1}</title><line class=\"mark\" x1=\"{2:.1f}\" x2=\"{2:.1f}\" "
          "y1=\"{3:.0f}\" y2=\"{4:.0f}\"/><path class=\"flag\" d=\"M{5:.1f} 4h10l-5 9z\"/></g>\n",
          shown_moment(mark.at), escape_markup(mark.what), place, k_top - 6, k_top + k_height,
          place - 5);
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
  std::vector<double> m_totals;
  double m_step;
  double m_most = 0;
};

}  // namespace

std::string timeline_svg(const std::vector<TimelineLayer>& layers,
                         const std::vector<TimelineMark>& marks) {
  return Chart(layers, marks).svg();
}

}  // namespace selfopt::page
