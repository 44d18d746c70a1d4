#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/performance.hpp>

namespace selfopt::page {

/// What charts over time have in common: where each span and each length of time stands, the lines
/// and labels around. From left to right in per cent of the picture, so that it may be as wide as
/// the window without its texts being scaled; from top to bottom in pixels.
class SpanAxes {
 public:
  /// \param spans one after the other, at least one; they must outlive this
  /// \param most_ms of what the chart shows; the axis ends there or at a round figure above
  SpanAxes(const std::vector<TimelineSpan>& spans, double most_ms);

  /// \returns the beginning of the picture, with what lies below its bars
  /// \param label what it shows, for those who do not see it
  std::string begin(const std::string& label) const;
  /// \returns its end: lengths of time, which can be read above any bar
  std::string end() const;

  /// \returns where a span begins, in per cent
  double x(std::size_t span) const;
  /// \returns where a moment (ISO 8601) is, in per cent, or nothing if the chart does not show it
  std::optional<double> x_of(const std::string& moment) const;
  /// \returns the width of a bar in per cent, a little less than that of a span
  double width() const;
  /// \returns pixels
  double height(double ms) const;
  /// \returns where something as high as that has its upper edge
  static double top_of(double height);

 private:
  std::string times() const;

  const std::vector<TimelineSpan>& m_spans;
  double m_top_ms;
  double m_step;
};

}  // namespace selfopt::page
