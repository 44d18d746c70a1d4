#include "etl/csv_dialect.hpp"
#include "support/catch.hpp"

using namespace selfopt;

namespace {
std::string guess(std::string_view text, bool tsv = false, const LoadOptions& options = {}) {
  return etl::describe(etl::detect_dialect(text, true, tsv, options));
}
}  // namespace

TEST_CASE("the delimiter is the one that rows agree on") {
  CHECK(guess("a,b\n1,2\n") == "delimiter \",\", quote \"\"\", header, LF");
  CHECK(guess("a;b\r\n1,5;2,5\r\n") == "delimiter \";\", quote \"\"\", header, CRLF");
  CHECK(guess("a\tb c, d\n1\t2\n") == "delimiter tab, quote \"\"\", header, LF");
  CHECK(guess("a|b\r1|2\r") == "delimiter \"|\", quote \"\"\", header, CR");
  CHECK(guess("a;b\n\"x,y,z\";\"u,v\"\n") == "delimiter \";\", quote \"\"\", header, LF");
  CHECK(guess("only\n1\n2\n") == "delimiter \",\", quote \"\"\", header, LF");
  CHECK(guess("a,x\tb\n1,y\t2\n", true) == "delimiter tab, quote \"\"\", header, LF");
}

TEST_CASE("a single quote is recognised where it encloses values") {
  CHECK(guess("a,b\n'x,1','y'\n'z','u'\n") == "delimiter \",\", quote \"'\", header, LF");
  CHECK(guess("a,b\nit's,don't\n") == "delimiter \",\", quote \"\"\", header, LF");
}

TEST_CASE("line ends inside quotes do not count") {
  CHECK(guess("a|b\r\"x\ny\"|2\r") == "delimiter \"|\", quote \"\"\", header, CR");
  CHECK(guess("a|b\n\"x\ry\"|2\n") == "delimiter \"|\", quote \"\"\", header, LF");
}

TEST_CASE("quotes that are never closed are no obstacle to guessing") {
  CHECK(guess("a;b\n1;\"") == "delimiter \";\", quote \"\"\", header, LF");
  CHECK(guess("\"") == "delimiter \",\", quote \"\"\", header, LF");
}

TEST_CASE("a first row of the columns' own types is no header") {
  const auto has_header = [](std::string_view text) {
    return etl::detect_dialect(text, true, false, {}).has_header;
  };
  CHECK(has_header("id,name\n1,x\n"));
  CHECK(has_header("name,city\nanna,rome\n"));
  CHECK(has_header("id,2019,2020\nx,1.5,2.5\ny,,\n") == false);
  CHECK_FALSE(has_header("1,x\n2,y\n"));
  CHECK_FALSE(has_header("7,8\n"));
  CHECK(has_header("a,b\n"));
  CHECK_FALSE(has_header("red,x\nblue,y\nred,z\n"));
}

TEST_CASE("what is given is not guessed") {
  LoadOptions options;
  options.delimiter = '|';
  options.header = false;
  CHECK(guess("a,b\n1,2\n", false, options) == "delimiter \"|\", quote \"\"\", no header, LF");
}

TEST_CASE("a delimiter at the end of rows is told from an empty last column") {
  const auto ends_rows = [](std::string_view text, const LoadOptions& options = {}) {
    return etl::detect_dialect(text, true, false, options).trailing_delimiter;
  };
  CHECK(ends_rows("id,name\n1,x,\n2,y,\n"));
  CHECK(ends_rows("id,name,\n1,x,\n2,y,\n"));
  CHECK(ends_rows("id,name\n1,x,\n2\n3,y,\n"));
  CHECK_FALSE(ends_rows("id,name,note\n1,x,\n2,y,\n"));
  CHECK_FALSE(ends_rows("id,name,\n1,x,\n2,y,z\n"));
  CHECK_FALSE(ends_rows("1,x,\n2,y,\n"));
  CHECK(ends_rows("1|x|\n2|y|\n"));
  CHECK_FALSE(ends_rows("1|x|\n2|y|z\n"));
  LoadOptions options;
  options.trailing_delimiter = true;
  CHECK(ends_rows("1,x,\n2,y,\n", options));
  CHECK_FALSE(ends_rows("1,x\n2,y\n", options));
  options.trailing_delimiter = false;
  CHECK_FALSE(ends_rows("id,name\n1,x,\n2,y,\n", options));
}

TEST_CASE("without a header most rows decide how many columns there are") {
  LoadOptions options;
  options.header = false;
  const auto columns = [&](std::string_view text) {
    return etl::detect_dialect(text, true, false, options).columns;
  };
  CHECK(columns("1\n2,3\n4,5\n") == 2);
  CHECK(columns("\"1\"x,2,3\n4,5\n6,7\n") == 2);
  CHECK(columns("1|2|\n3|4|\n") == 2);
  CHECK(columns("\n") == 0);
}
