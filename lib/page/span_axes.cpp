#include "page/span_axes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include <selfopt/moment.hpp>

namespace selfopt::page {
namespace {

// In pixels.
constexpr double k_height = 170;  // of the bars
constexpr double k_top = 18;      // room for flags above
constexpr double k_bottom = 28;   // room for times below

// In per cent.
constexpr double k_whole = 100;
constexpr double k_label_width = 8;        // of a time of day in the widest window
constexpr double k_label_on_a_phone = 20;  // and in the narrowest
constexpr double k_filled = 0.95;          // share of a span that its bar takes
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
      m_step(k_whole / static_cast<double>(spans.size())) {}

double SpanAxes::x(std::size_t span) const {
  return static_cast<double>(span) * m_step;
}

std::optional<double> SpanAxes::x_of(const std::string& moment) const {
  const auto at = read_moment(moment);
  const auto begin = read_moment(m_spans.front().from);
  const auto end = read_moment(m_spans.back().to);
  if (!at || !begin || !end || *at < *begin || *at > *end) return std::nullopt;
  return k_whole * (*at - *begin) / (*end - *begin);
}

double SpanAxes::width() const {
  return m_step * k_filled;
}

double SpanAxes::height(double ms) const {
  return k_height * ms / m_top_ms;
}

double SpanAxes::top_of(double height) {
  return k_top + k_height - height;
}

std::string SpanAxes::begin(const std::string& label) const {
  std::string svg =
      fmt::format("<svg class=\"chart\" height=\"{:.0f}\" role=\"img\" aria-label=\"{}\">\n",
                  k_top + k_height + k_bottom, label);
  for (const double share : {1.0, 0.5, 0.0})
    svg += fmt::format("<line x2=\"100%\" y1=\"{0:.1f}\" y2=\"{0:.1f}\"/>",
                       top_of(k_height * share) + 0.5);
  return svg + "\n" + times();
}

std::string SpanAxes::end() const {
  constexpr double k_above_line = 4;
  std::string svg;
  for (const double share : {1.0, 0.5})
    svg += fmt::format("<text class=\"above\" y=\"{:.1f}\">{}</text>\n",
                       top_of(k_height * share) - k_above_line,
                       axis_label(m_top_ms * share, unit_of(m_top_ms)));
  return svg + "</svg>\n";
}

std::string SpanAxes::times() const {
  constexpr std::size_t k_date = 10;
  const bool several_days = shown_moment(m_spans.front().from).substr(0, k_date) !=
                            shown_moment(m_spans.back().from).substr(0, k_date);
  const std::size_t every = (m_spans.size() + k_labels - 1) / k_labels;
  const double ground = top_of(0);
  std::string svg;
  for (std::size_t i = 0; i < m_spans.size(); i += every) {
    const bool at_end = x(i) + k_label_width > k_whole;
    // On a phone there is room for every other one that does not stand at the end.
    const bool too_many = i / every % 2 == 1 || x(i) + k_label_on_a_phone > k_whole;
    svg += fmt::format(
        "<g{0}><line x1=\"{1:.2f}%\" x2=\"{1:.2f}%\" y1=\"{2:.0f}\" y2=\"{3:.0f}\"/>"
        "<text{4} x=\"{1:.2f}%\" y=\"{5:.0f}\">{6}</text></g>\n",
        too_many ? " class=\"second\"" : "", x(i), ground, ground + 6,
        at_end ? " text-anchor=\"end\"" : "", ground + 22, tick(m_spans[i], several_days));
  }
  return svg;
}

}  // namespace selfopt::page
