#include <algorithm>

#include <fmt/format.h>

#include "env/random.hpp"
#include "etl/block_reader.hpp"
#include "etl/row_reader.hpp"
#include "support/catch.hpp"
#include "support/temporary_files.hpp"

using namespace selfopt;
using namespace selfopt::etl;

namespace {

// What is found of a row, and where: "line@offset raw", "!fault" before it.
std::string shown(RowReader& reader, const Row& row) {
  return fmt::format("{}{}@{} {}", row.fault == nullptr ? "" : "!", reader.line_of(row),
                     reader.offset_of(row), row.raw());
}

std::vector<std::string> rows_of(const PlannedFile& file) {
  RowReader reader(file.input, file.dialect, file.columns.size());
  std::vector<std::string> rows;
  Row row;
  while (reader.next(row))
    rows.push_back(shown(reader, row));
  return rows;
}

std::vector<std::string> rows_of_blocks(const PlannedFile& file, std::size_t block_bytes,
                                        std::size_t& blocks) {
  BlockReader cutter(file, block_bytes);
  std::vector<std::string> rows;
  Block block;
  for (blocks = 0; cutter.next(block); ++blocks) {
    REQUIRE(block.rows_before == static_cast<std::int64_t>(rows.size()));
    RowReader reader(block, file.dialect, file.columns.size());
    Row row;
    while (reader.next(row))
      rows.push_back(shown(reader, row));
    REQUIRE(block.rows_before + block.rows == static_cast<std::int64_t>(rows.size()));
  }
  return rows;
}

PlannedFile planned(const std::string& path, std::size_t columns, CsvDialect dialect = {}) {
  return {{path, "t"}, dialect, std::vector<std::size_t>(columns)};
}

}  // namespace

TEST_CASE("blocks hold the rows, lines and offsets that the whole file has") {
  const test::TemporaryFiles files;
  const std::string path = files.write("t.csv",
                                       "\xef\xbb\xbf"
                                       "a,b\r\n\r\n1,\"x\n\ny\"\r\n2,z\r\n\"never closed,5\n6,7");
  const PlannedFile file = planned(path, 2);
  CHECK(rows_of(file) == std::vector<std::string>{"1@3 a,b", "3@10 1,\"x\n\ny\"", "6@20 2,z",
                                                  "!7@25 \"never closed,5", "8@41 6,7"});
  std::size_t blocks = 0;
  CHECK(rows_of_blocks(file, 64, blocks) == rows_of(file));
}

TEST_CASE("random texts are cut without a trace, whatever quotes and line ends they have") {
  const test::TemporaryFiles files;
  env::Random random(20261123);
  const std::vector<std::string> words{"\"", "\"\"", ",",     "\n",          "\r\n",
                                       "\r", "a",    "bc,",   "\"x\"",       "\n\n",
                                       "#",  "\\",   "\",\"", "\xef\xbb\xbf"};
  std::size_t most_blocks = 0;
  for (int round = 0; round < 300; ++round) {
    std::string text;
    // Few quotes in some, so that not all of the file is one row.
    const std::uint64_t first = random.below(2) * 2;
    while (text.size() < 3000)
      text += words[first + random.below(words.size() - first)];
    CsvDialect dialect;
    if (random.below(4) == 0) dialect.escape = '\\';
    if (random.below(4) == 0) dialect.comment = '#';
    if (random.below(4) == 0) dialect.line_end = '\r';
    if (random.below(8) == 0) dialect.quote = '\0';
    const PlannedFile file = planned(files.write("t.csv", text), 1 + random.below(2), dialect);
    std::size_t blocks = 0;
    const auto whole = rows_of(file);
    CHECK(rows_of_blocks(file, 128, blocks) == whole);
    most_blocks = std::max(most_blocks, blocks);
    CHECK(rows_of_blocks(file, 1024, blocks) == whole);
  }
  CHECK(most_blocks > 20);
}
