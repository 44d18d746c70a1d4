#include "page/span_axes.hpp"
#include "support/catch.hpp"

using namespace selfopt;

namespace {

const std::vector<TimelineSpan> k_hours{{"2026-11-23T08:00:00Z", "2026-11-23T09:00:00Z", 1, 1},
                                        {"2026-11-23T09:00:00Z", "2026-11-23T10:00:00Z", 1, 1}};

bool has_labels(double most_ms, const std::string& top, const std::string& middle) {
  const std::string svg = page::SpanAxes(k_hours, most_ms).end();
  return svg.find(">" + top + "</text>") != std::string::npos &&
         svg.find(">" + middle + "</text>") != std::string::npos;
}

}  // namespace

TEST_CASE("an axis ends at a round figure whose half is round, too", "[page]") {
  CHECK(has_labels(0, "0.001 ms", "0.0005 ms"));
  CHECK(has_labels(7.2, "8 ms", "4 ms"));
  CHECK(has_labels(40, "40 ms", "20 ms"));
  CHECK(has_labels(1010, "1.2 s", "0.6 s"));
  CHECK(has_labels(23'000, "30 s", "15 s"));
  CHECK(has_labels(61'000, "1.2 min", "0.6 min"));
  CHECK(has_labels(25 * 60'000, "30 min", "15 min"));
  CHECK(has_labels(9 * 3'600'000.0, "10 h", "5 h"));
}

TEST_CASE("what is highest stays within the chart, and moments have a place", "[page]") {
  const page::SpanAxes axes(k_hours, 23'000);
  CHECK(page::SpanAxes::top_of(axes.height(30'000)) == 18);
  CHECK(axes.height(23'000) < axes.height(30'000));
  CHECK(axes.x(1) + axes.width() < 100);
  CHECK(axes.x_of("2026-11-23T08:00:00Z") == axes.x(0));
  CHECK(axes.x_of("2026-11-23T09:00:00Z") == axes.x(1));
  CHECK_FALSE(axes.x_of("2026-11-23T10:00:01Z"));
  CHECK_FALSE(axes.x_of("no time"));
}
