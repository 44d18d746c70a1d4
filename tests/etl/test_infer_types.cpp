#include <fmt/format.h>

#include <selfopt/etl.hpp>

#include "support/catch.hpp"
#include "support/temporary_files.hpp"

using namespace selfopt;
using namespace selfopt::test;

// What is looked at in the middle of a file may begin inside quotes; here the rest of the row has
// as many values as a row.
TEST_CASE("line ends inside quotes do not mislead the sample of a large file") {
  const TemporaryFiles files;
  std::string csv = "id,note,day\n";
  for (int i = 1; csv.size() < (std::size_t{4} << 20); ++i)
    csv += fmt::format("{},\"a note of two lines,\nthe second, too\",2024-01-31\n", i);
  LoadOptions options;
  options.inputs = {files.write("notes.csv", csv)};
  const auto previews = preview_files(options);
  REQUIRE(previews.size() == 1);
  CHECK(previews[0].create_table ==
        "create table \"bronze\".\"notes\" (\n  \"id\" integer,\n  \"note\" text,\n"
        "  \"day\" date\n);\n");
}
