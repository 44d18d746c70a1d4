#include <algorithm>
#include <initializer_list>
#include <vector>

#include "etl/encode_binary.hpp"
#include "etl/type_lattice.hpp"
#include "support/catch.hpp"

using namespace selfopt::etl;

namespace {

// Whether a column of the type takes the value; what it writes must stay within bounds.
bool accepts(const ColumnType& type, const std::string& value) {
  const std::string padded = value + std::string(16, '9');
  std::string room(encoded_bound(value.size()), '\0');
  const char* end =
      ValueEncoder(type).encode(std::string_view(padded).substr(0, value.size()), room.data());
  CHECK(end <= room.data() + room.size());
  return end != nullptr;
}

std::string type_of(std::vector<std::string> values, DateFormats dates = k_all_dates) {
  std::ranges::sort(values);
  std::string found;
  int orders = 0;
  do {  // the order of the values must not matter
    ColumnEvidence evidence(dates);
    for (const std::string& value : values)
      evidence.observe(value);
    const std::string type = sql_type(evidence.type());
    if (orders++ > 0) CHECK(type == found);
    found = type;
    // What was inferred must hold what it was inferred from.
    for (const std::string& value : values) {
      CHECK(accepts(evidence.type(), value));
    }
  } while (std::ranges::next_permutation(values).found && orders < 24);
  return found;
}

}  // namespace

TEST_CASE("whole numbers take the narrowest type") {
  CHECK(type_of({"0", "-1", "32767"}) == "smallint");
  CHECK(type_of({"32768"}) == "integer");
  CHECK(type_of({"-2147483648", "5"}) == "integer");
  CHECK(type_of({"2147483648"}) == "bigint");
  CHECK(type_of({"-9223372036854775808"}) == "bigint");
  CHECK(type_of({"9223372036854775808", "1"}) == "numeric(19,0)");
}

TEST_CASE("what could not be written back the same stays text") {
  CHECK(type_of({"007", "8"}) == "text");
  CHECK(type_of({"02134"}) == "text");
  CHECK(type_of({"+44", "12"}) == "text");
  CHECK(type_of({"1_000"}) == "text");
  CHECK(type_of({"1,5"}) == "text");
  CHECK(type_of({"0x1F"}) == "text");
  CHECK(type_of({"１２"}) == "text");
  CHECK(type_of({"-"}) == "text");
  CHECK(type_of({"1."}) == "text");
  CHECK(type_of({"1e999"}) == "text");
}

TEST_CASE("decimal numbers keep every digit") {
  CHECK(type_of({"1.50", "-12.5"}) == "numeric(4,2)");
  CHECK(type_of({"0.001"}) == "numeric(3,3)");
  CHECK(type_of({"100", "0.25"}) == "numeric(5,2)");
  CHECK(type_of({"12345678901234567890.12"}) == "numeric(22,2)");
  CHECK(type_of({"1e5", "2"}) == "double precision");
  CHECK(type_of({"10.357019999999999", "1.5"}) == "double precision");
  CHECK(type_of({"38.533333333333331"}) == "double precision");
  CHECK(type_of({"0.12345678901234567890"}) == "numeric(20,20)");
  CHECK(type_of({"NaN", "1.5", "-inf"}) == "double precision");
  CHECK(type_of({"NaN"}) == "text");
}

TEST_CASE("truth values need words or both letters") {
  CHECK(type_of({"true", "FALSE"}) == "boolean");
  CHECK(type_of({"true"}) == "boolean");
  CHECK(type_of({"t", "f"}) == "boolean");
  CHECK(type_of({"Y", "N"}) == "boolean");
  CHECK(type_of({"yes", "no"}) == "boolean");
  CHECK(type_of({"F"}) == "text");
  CHECK(type_of({"NO"}) == "text");
  CHECK(type_of({"F", "M"}) == "text");
  CHECK(type_of({"t", "no"}) == "text");
  CHECK(type_of({"0", "1"}) == "smallint");
  CHECK(type_of({"true", "1"}) == "text");
}

TEST_CASE("dates need real days and one order of their parts") {
  CHECK(type_of({"2024-01-31", "2024-02-29"}) == "date");
  CHECK(type_of({"2023-02-29"}) == "text");
  CHECK(type_of({"0000-00-00", "2024-01-01"}) == "text");
  CHECK(type_of({"3/4/2024", "5/6/2024"}) == "text");
  CHECK(type_of({"3/4/2024", "13/2/2024"}) == "date");
  CHECK(type_of({"3/4/2024", "2/13/2024"}) == "date");
  CHECK(type_of({"13/2/2024", "2/13/2024"}) == "text");
  CHECK(type_of({"31.12.2024"}) == "date");
  CHECK(type_of({"today"}) == "text");
  CHECK(type_of({"3/4/2024"}, k_all_dates & ~k_month_first) == "date");
}

TEST_CASE("time stamps have all a zone or none") {
  CHECK(type_of({"2024-01-31 12:00:00", "2024-01-31"}) == "timestamp");
  CHECK(type_of({"2024-01-31T12:00:00.123456Z"}) == "timestamptz");
  CHECK(type_of({"2024-01-31 12:00:00+05:30", "2024-01-31 12:00 UTC"}) == "timestamptz");
  CHECK(type_of({"2024-01-31 12:00:00+01", "2024-01-31 12:00:00"}) == "text");
  CHECK(type_of({"2024-01-31 12:00:00.1234567"}) == "text");
  CHECK(type_of({"2024-01-31 12:00:00.123456000"}) == "timestamp");
  CHECK(type_of({"2024-01-31 25:00:00"}) == "text");
  CHECK(type_of({"23:59:59", "7:05"}) == "time");
  CHECK(type_of({"23:60"}) == "text");
}

TEST_CASE("spans of time have each unit once, the larger first") {
  CHECK(type_of({"1 year 2 mons 3 weeks 4 days -05:06:07.5", "36:00"}) == "interval");
  CHECK(type_of({"P1Y2M3DT4H5M6.5S"}) == "interval");
  CHECK(type_of({"1 day 2 days"}) == "text");
  CHECK(type_of({"1 day 1 year"}) == "text");
}

TEST_CASE("the rest") {
  CHECK(type_of({"123e4567-e89b-12d3-a456-426614174000"}) == "uuid");
  CHECK(type_of({"123e4567-e89b-12d3-a456-42661417400"}) == "text");
  CHECK(type_of({"a", "1"}) == "text");
  CHECK(sql_type(ColumnEvidence().type()) == "text");
}

TEST_CASE("a value beyond the type is refused, not rounded") {
  CHECK(accepts({.id = TypeId::numeric, .precision = 5, .scale = 2}, "123.45"));
  CHECK_FALSE(accepts({.id = TypeId::numeric, .precision = 5, .scale = 2}, "1234"));
  CHECK_FALSE(accepts({.id = TypeId::numeric, .precision = 5, .scale = 2}, "1.234"));
  CHECK_FALSE(accepts({.id = TypeId::smallint}, "32768"));
  CHECK_FALSE(accepts({.id = TypeId::double_precision}, "0.12345678901234567890"));
  CHECK(accepts({.id = TypeId::text, .max_characters = 2}, "äö"));
  CHECK_FALSE(accepts({.id = TypeId::text, .max_characters = 2}, "äöü"));
  CHECK_FALSE(accepts({.id = TypeId::date, .formats = k_dmy_slash}, "2/13/2024"));
}
