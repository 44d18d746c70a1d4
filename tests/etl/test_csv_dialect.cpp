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
