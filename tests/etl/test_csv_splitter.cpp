#include "env/random.hpp"
#include "etl/csv_splitter.hpp"
#include "support/catch.hpp"

using namespace selfopt::etl;

namespace {

using Rows = std::vector<std::vector<std::string>>;

// Splits text that arrives in pieces, as from a file; faulty rows show as {"!" + fault}.
Rows split(const std::string& text, const CsvDialect& dialect, std::size_t piece) {
  CsvSplitter splitter(dialect);
  Rows rows;
  Row row;
  std::string storage;
  std::string window;
  for (std::size_t at = 0; at <= text.size(); at += piece) {
    const bool last = at + piece > text.size();
    window += text.substr(at, piece);
    std::string padded = window + std::string(CsvSplitter::k_padding, '"');
    splitter.attach(padded.data(), padded.data() + window.size(), last);
    while (splitter.next(row)) {
      auto& out = rows.emplace_back();
      if (row.fault != nullptr)
        out.push_back("!" + std::string(row.fault));
      else
        for (std::size_t i = 0; i < row.size(); ++i)
          out.emplace_back(unescape(row[i], dialect, storage));
    }
    window.erase(0, static_cast<std::size_t>(splitter.position() - padded.data()));
  }
  return rows;
}

Rows split(const std::string& text, CsvDialect dialect = {}) {
  const Rows whole = split(text, dialect, text.size() + 1);
  for (std::size_t piece = 1; piece <= 70; ++piece)
    CHECK(split(text, dialect, piece) == whole);
  return whole;
}

}  // namespace

TEST_CASE("rows and fields are split as RFC 4180 says, wherever a read ends") {
  CHECK(split("a,b\n1,2\n") == Rows{{"a", "b"}, {"1", "2"}});
  CHECK(split("a,b\r\n1,2") == Rows{{"a", "b"}, {"1", "2"}});
  CHECK(split(",\n") == Rows{{"", ""}});
  CHECK(split("\"x,\ny\",\"he said \"\"hi\"\"\"\n") == Rows{{"x,\ny", "he said \"hi\""}});
  CHECK(split("\"\",\"\"\"\"\r\n") == Rows{{"", "\""}});
  CHECK(split("\"a\",\n\"b\"") == Rows{{"a", ""}, {"b"}});
  CHECK(split("") == Rows{});
  CHECK(split("a\n\nb\n") == Rows{{"a"}, {""}, {"b"}});
}

TEST_CASE("a quote inside an unquoted field is an ordinary character") {
  CHECK(split("x\"y\"z,5\" pipe\n1,2\n") == Rows{{"x\"y\"z", "5\" pipe"}, {"1", "2"}});
  CHECK(split(" \"x\",y\n") == Rows{{" \"x\"", "y"}});
}

TEST_CASE("text behind a closing quote and an open quote are faults of their row alone") {
  CHECK(split("\"x\"y,1\na,2\n") == Rows{{"!text after a closing quote"}, {"a", "2"}});
  CHECK(split("a,2\n\"x,1\n") == Rows{{"a", "2"}, {"!quote is never closed"}});
  CHECK(split("a,\"2\nx,1\ny,2\n") == Rows{{"!quote is never closed"}, {"x", "1"}, {"y", "2"}});
}

TEST_CASE("other dialects") {
  CHECK(split("a;b\r1;'c;''d'\r", {.delimiter = ';', .quote = '\'', .line_end = '\r'}) ==
        Rows{{"a", "b"}, {"1", "c;'d"}});
  CHECK(split("\"a\"\tb\n", {.delimiter = '\t', .quote = '\0'}) == Rows{{"\"a\"", "b"}});
  CHECK(split("a\\.\n\\.\nb\n") == Rows{{"a\\."}, {"\\."}, {"b"}});
}

TEST_CASE("long fields cross many blocks") {
  const std::string long_text(1000, 'x');
  CHECK(split(long_text + "," + long_text + "\n\"" + long_text + "\"\"\",z\n") ==
        Rows{{long_text, long_text}, {long_text + "\"", "z"}});
}

TEST_CASE("a backslash may escape a quote, and lines may be comments") {
  CHECK(split("\"a \\\"b\\\" c\",\"\\\\\"\n", {.escape = '\\'}) == Rows{{"a \"b\" c", "\\"}});
  CHECK(split("# one, \"two\na,#b\n#\n", {.comment = '#'}) == Rows{{"a", "#b"}});
}

TEST_CASE("blocks give what looking at each character gives, on random text") {
  constexpr std::string_view k_characters = "a,\"\n\r\"\"a,\n";
  // A comment character that never comes makes the splitter look at each character.
  const CsvDialect one_by_one{.comment = '\x01'};
  selfopt::env::Random random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (auto size = random.below(200); size > 0; --size)
      text += random.below(4) == 0 ? k_characters[random.below(k_characters.size())] : 'x';
    const std::size_t piece = 1 + random.below(text.size() + 1);
    INFO(text);
    REQUIRE(split(text, {}, piece) == split(text, one_by_one, piece));
  }
}
