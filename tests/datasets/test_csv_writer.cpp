#include "datasets/read_csv.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using selfopt::retail::CsvWriter;
using selfopt::retail::Day;

TEST_CASE("a CSV row quotes only what needs it and tells NULL from empty text") {
  std::string bytes;
  CsvWriter csv([&](std::string_view block) { bytes += block; });
  csv.header("a,b");
  csv.text("plain").text("a,b").text("say \"no\"").text("two\nlines").text("").null();
  csv.end_row();
  csv.finish();
  CHECK(bytes == "a,b\nplain,\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",\"\",\n");
}

TEST_CASE("numbers, days and times are written as PostgreSQL reads them") {
  std::string bytes;
  CsvWriter csv([&](std::string_view block) { bytes += block; });
  const Day leap_day = 2024y / 2 / 29;
  csv.whole(18'446'744'073'709'551'615U)
      .decimal(5)
      .decimal(123'456, 3)
      .boolean(true)
      .boolean(false);
  csv.day(leap_day).second(leap_day + 7h + 5min + 9s).end_row();
  csv.finish();
  CHECK(bytes == "18446744073709551615,0.05,123.456,true,false,2024-02-29,2024-02-29 07:05:09\n");
}

TEST_CASE("a text longer than a block and many rows arrive whole") {
  const std::string long_text(300'000, '"');
  std::string bytes;
  CsvWriter csv([&](std::string_view block) { bytes += block; });
  csv.text(long_text).end_row();
  for (int i = 0; i < 100'000; ++i)
    csv.whole(7).end_row();
  csv.finish();
  CHECK(bytes.size() == 2 * long_text.size() + 3 + 200'000);
  CHECK(bytes.substr(bytes.size() - 5) == "\n7\n7\n");
}
