#include "page/span_axes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include <selfopt/moment.hpp>

namespace selfopt::page {
namespace {

constexpr double k_width = 960;
constexpr double k_height = 170;  // of the bars
constexpr double k_left = 96;     // room for the labels of the axis
constexpr double k_top = 18;      // room for flags above
constexpr double k_label_width = 90;
constexpr std::size_t k_labels = 6;

constexpr double k_second = 1000;
constexpr double k_minute = 60 * k_second;
constexpr double k_hour = 60 * k_minute;

// A unit that people would use for \p ms, in milliseconds.
double unit_of(double ms) {
  return ms <= k_second ? 1 : ms <= k_minute ? k_second : ms <= k_hour ? k_minute : k_hour;
}

// The least length at or above \p ms whose half is round, too.
double round_up(double ms) {
  const double unit = unit_of(ms);
  const double tens = std::pow(10, std::floor(std::log10(ms / unit)));
  for (const double round : {1.0, 1.2, 1.6, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0})
    if (ms <= round * tens * unit * (1 + 1e-9)) return round * tens * unit;
  return 10 * tens * unit;
}

std::string axis_label(double ms, double unit) {
  const char* name = unit == 1 ? "ms" : unit == k_second ? "s" : unit == k_minute ? "min" : "h";
  return fmt::format("{:.6g} {}", ms / unit, name);
}

// The time of day, and the day before it where there are several.
std::string tick(const TimelineSpan& span, bool several_days) {
  constexpr std::size_t k_year = 5;
  constexpr std::size_t k_date = 11;
  return shown_moment(span.from).substr(several_days ? k_year : k_date);
}

}  // namespace

SpanAxes::SpanAxes(const std::vector<TimelineSpan>& spans, double most_ms)
    : m_spans(spans),
      m_top_ms(round_up(std::max(1e-3, most_ms))),
      m_step((k_width - k_left) / static_cast<double>(spans.size())) {}

double SpanAxes::x(std::size_t span) const {
  return k_left + static_cast<double>(span) * m_step;
}

std::optional<double> SpanAxes::x_of(const std::string& moment) const {
  const auto at = read_moment(moment);
  const auto begin = read_moment(m_spans.front().from);
  const auto end = read_moment(m_spans.back().to);
  if (!at || !begin || !end || *at < *begin || *at > *end) return std::nullopt;
  return k_left + (k_width - k_left) * (*at - *begin) / (*end - *begin);
}

double SpanAxes::width() const {
  return std::max(1.0, m_step - 1);
}

double SpanAxes::height(double ms) const {
  return k_height * ms / m_top_ms;
}

double SpanAxes::top_of(double height) {
  return k_top + k_height - height;
}

std::string SpanAxes::begin(const std::string& label) const {
  std::string svg = fmt::format(
      "<svg class=\"chart\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">\n",
      k_width, k_top + k_height + 28, label);
  for (const double share : {1.0, 0.5, 0.0}) {
    const double y = top_of(k_height * share) + 0.5;
    svg += fmt::format("<line x1=\"{0:.0f}\" x2=\"{1:.0f}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>",
                       k_left, k_width, y);
    svg +=
        fmt::format("<text x=\"{:.0f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n", k_left - 8,
                    y + 4, share > 0 ? axis_label(m_top_ms * share, unit_of(m_top_ms)) : "0");
  }
  return svg + times();
}

std::string SpanAxes::times() const {
  constexpr std::size_t k_date = 10;
  const bool several_days = shown_moment(m_spans.front().from).substr(0, k_date) !=
                            shown_moment(m_spans.back().from).substr(0, k_date);
  const std::size_t every = (m_spans.size() + k_labels - 1) / k_labels;
  std::string svg;
  for (std::size_t i = 0; i < m_spans.size(); i += every) {
    const bool at_end = x(i) + k_label_width > k_width;
    // On a phone labels are twice as wide for the chart: it shows every other one that fits.
    const bool too_many = i / every % 2 == 1 || (!at_end && x(i) + 2 * k_label_width > k_width);
    svg +=
        fmt::format("<text{}{} x=\"{:.1f}\" y=\"{:.0f}\">{}</text>\n",
                    too_many ? " class=\"second\"" : "", at_end ? " text-anchor=\"end\"" : "",
                    at_end ? k_width : x(i), k_top + k_height + 22, tick(m_spans[i], several_days));
  }
  return svg;
}

}  // namespace selfopt::page
