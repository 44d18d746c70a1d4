
#include "page/frame.hpp"
#include "page/pieces.hpp"
#include "page/timeline_svg.hpp"
#include "support/catch.hpp"

using namespace selfopt;

namespace {

constexpr const char* k_hostile = "<script>alert('x')</script>\"&";

bool is_harmless(const std::string& html) {
  return html.find("<script>alert") == std::string::npos &&
         html.find("&lt;script") != std::string::npos;
}

TimelineSpan span(const char* from, const char* to, double ms) {
  return {from, to, 2, ms};
}

TimelineLayer layer(const char* name, std::vector<TimelineSpan> spans) {
  return {.name = name, .spans = std::move(spans)};
}

}  // namespace

TEST_CASE("texts in pages are escaped, wherever they stand", "[page]") {
  CHECK(is_harmless(page::tiles({{k_hostile, "1", ""}})));
  CHECK(is_harmless(page::tiles({{"a", k_hostile, ""}})));
  CHECK(is_harmless(page::tiles({{"a", "1", k_hostile}})));
  CHECK(is_harmless(page::table(k_hostile, {{"a"}}, "")));
  CHECK(is_harmless(page::table("a", {{k_hostile, true}}, "")));
  CHECK(is_harmless(page::frame(k_hostile, "", page::Assets::inside)));
  CHECK(is_harmless(page::time_html(k_hostile)));
  const std::vector<TimelineSpan> spans{span("2026-11-23T08:00:00Z", "2026-11-23T09:00:00Z", 5)};
  CHECK(is_harmless(page::timeline_svg({layer(k_hostile, spans), layer("b", spans)})));
  CHECK(
      is_harmless(page::timeline_svg({layer("a", spans)}, {{"2026-11-23T08:30:00Z", k_hostile}})));
}

TEST_CASE("served pages hold no style and no script, mailed ones hold all they need", "[page]") {
  const std::string served = page::frame("a", page::bar(0.5), page::Assets::linked);
  CHECK(served.find("style=") == std::string::npos);
  CHECK(served.find("<style") == std::string::npos);
  CHECK(served.find("<script>") == std::string::npos);
  const std::string mailed = page::frame("a", "", page::Assets::inside);
  CHECK(mailed.find("<style>") != std::string::npos);
  CHECK(mailed.find("href=") == std::string::npos);
  CHECK(mailed.find("src=") == std::string::npos);
}

TEST_CASE("a change is marked where it was made, and nowhere if that is outside", "[page]") {
  const std::vector<TimelineSpan> spans{span("2026-11-23T08:00:00Z", "2026-11-23T09:00:00Z", 5),
                                        span("2026-11-23T09:00:00Z", "2026-11-23T10:00:00Z", 10)};
  const auto marks = [&](const char* at) {
    return page::timeline_svg({layer("all", spans)}, {{at, "made"}});
  };
  CHECK(marks("2026-11-23T09:00:00Z")
            .find("<svg x=\"50.00%\" overflow=\"visible\"><title>2026-11-23") != std::string::npos);
  CHECK(marks("2026-11-23T07:59:00Z").find("class=\"mark\"") == std::string::npos);
  CHECK(marks("no time").find("class=\"mark\"") == std::string::npos);
}

TEST_CASE("layers stand upon each other and have a legend", "[page]") {
  const auto one = [](double ms) {
    return std::vector<TimelineSpan>{span("2026-11-23T08:00:00Z", "2026-11-23T09:00:00Z", ms)};
  };
  const std::string svg =
      page::timeline_svg({layer("look-ups", one(30)), layer("all others", one(10))});
  // 170 high: 127.5 and 42.5, from the ground at 188.
  CHECK(svg.find("class=\"c0\" x=\"0.00%\" y=\"60.5\"") != std::string::npos);
  CHECK(svg.find("class=\"c1\" x=\"0.00%\" y=\"18.0\"") != std::string::npos);
  CHECK(svg.find("look-ups</li>") != std::string::npos);
}
