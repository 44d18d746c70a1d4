#include <selfopt/error.hpp>
#include <selfopt/units.hpp>

#include "support/catch.hpp"

using namespace selfopt;

TEST_CASE("sizes are read with decimal and binary units") {
  CHECK(parse_bytes("64MB") == 64'000'000);
  CHECK(parse_bytes("64 MiB") == 67'108'864);
  CHECK(parse_bytes("1.5GB") == 1'500'000'000);
  CHECK(parse_bytes("8192") == 8192);
  CHECK(parse_bytes("0") == 0);
}

TEST_CASE("what is not a size is a usage error") {
  for (const char* text : {"", "MB", "-1MB", "64 XB", "1e400", "nan", "99999999TB"}) {
    INFO(text);
    try {
      parse_bytes(text);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.exit_status() == 2);
    }
  }
}

TEST_CASE("times are read into milliseconds") {
  CHECK(parse_duration_ms("30") == 30'000);
  CHECK(parse_duration_ms("500ms") == 500);
  CHECK(parse_duration_ms("1.5h") == 5'400'000);
  CHECK_THROWS_AS(parse_duration_ms("soon"), Error);
}

TEST_CASE("quantities are written for people") {
  CHECK(format_bytes(812) == "812 B");
  CHECK(format_bytes(64'000'000) == "64.0 MB");
  CHECK(format_count(1'250'000) == "1,250,000");
  CHECK(format_count(-1250) == "-1,250");
  CHECK(format_count(999) == "999");
  CHECK(format_duration_ms(0.0421) == "0.042 ms");
  CHECK(format_duration_ms(4560) == "4.56 s");
  CHECK(format_duration_ms(200'000) == "3 min 20 s");
  CHECK(format_duration_ms(1e300) == "2.78e+293 h");
  CHECK(format_duration_ms(INFINITY) == "inf h");
}
