#include <selfopt/report.hpp>

#include "support/catch.hpp"

using namespace selfopt;

namespace {

WorkloadQuery measured(const char* hash, std::int64_t calls, double mean_ms) {
  WorkloadQuery query;
  query.query_hash = hash;
  query.sql = hash;
  query.calls = calls;
  query.mean_ms = mean_ms;
  query.source = "replay";
  return query;
}

}  // namespace

TEST_CASE("percentiles are over calls, not over statements", "[report]") {
  const Performance all =
      summarise({measured("a", 90, 1), measured("b", 6, 20), measured("c", 4, 300)}, {});
  CHECK(all.calls == 100);
  CHECK(all.statements == 3);
  CHECK(all.total_ms == Approx(90 + 120 + 1200));
  CHECK(*all.average_ms == Approx(14.1));
  CHECK(all.p50_ms == 1);
  CHECK(all.p95_ms == 20);
  CHECK(all.p99_ms == 300);
  CHECK(all.maximum_ms == 300);
  CHECK_FALSE(all.cpu_ms.has_value());
  CHECK_FALSE(all.peak_memory_bytes.has_value());
  CHECK(all.top.front().query_hash == "c");
  CHECK(all.top.front().share == Approx(1200.0 / 1410));
}

TEST_CASE("measurements of one statement are put together", "[report]") {
  WorkloadQuery first = measured("a", 1, 2);
  first.rows = 10;
  first.peak_memory_bytes = 500;
  WorkloadQuery second = measured("a", 3, 6);
  second.max_ms = 9;
  second.rows = 2;
  second.cpu_ms = 5;
  second.source = "log";
  const Performance all = summarise({first, second}, {});
  REQUIRE(all.top.size() == 1);
  const StatementPerformance& statement = all.top.front();
  CHECK(statement.calls == 4);
  CHECK(statement.mean_ms == 5);
  CHECK(statement.max_ms == 9);
  CHECK(statement.rows == 4);
  CHECK(statement.cpu_ms == 5);
  CHECK(statement.peak_memory_bytes == 500);
  CHECK(statement.source.empty());
  CHECK(all.cpu_ms == 15);
}

TEST_CASE("what was not measured is not there", "[report]") {
  WorkloadQuery unknown = measured("a", 5, 1);
  unknown.mean_ms.reset();
  const Performance none = summarise({unknown}, {});
  CHECK(none.calls == 0);
  CHECK_FALSE(none.average_ms.has_value());
  CHECK(to_json(none).find("\"p95_ms\": null") != std::string::npos);
  ReportOptions replays;
  replays.source = "replay";
  WorkloadQuery logged = measured("b", 1, 1);
  logged.source = "log";
  CHECK(summarise({measured("a", 1, 1), logged}, replays).statements == 1);
}

TEST_CASE("statements cannot write into the page", "[report]") {
  WorkloadQuery hostile = measured("a", 1, 1);
  hostile.sql = "select '<script>alert(\"x\")</script>' & 1";
  const std::string html = to_html(summarise({hostile}, {}));
  CHECK(html.find("<script>") == std::string::npos);
  CHECK(html.find("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&#39; &amp; 1") !=
        std::string::npos);
}
