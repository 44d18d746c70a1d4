#include <algorithm>
#include <cstdlib>
#include <limits>

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <selfopt/etl.hpp>

#include "support/catch.hpp"
#include "support/random_table.hpp"
#include "support/temporary_database.hpp"
#include "support/temporary_files.hpp"

using namespace selfopt;
using namespace selfopt::test;

namespace {

std::string gzipped(const std::string& text) {
  z_stream stream{};
  constexpr int k_gzip = 16 + MAX_WBITS;
  REQUIRE(deflateInit2(&stream, 1, Z_DEFLATED, k_gzip, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

std::string zstandard(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size = ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 1);
  REQUIRE(ZSTD_isError(size) == 0);
  out.resize(size);
  return out;
}

std::string perhaps_compressed(const std::string& text, env::Random& random) {
  const std::uint64_t form = random.below(6);
  return form == 0 ? gzipped(text) : form == 1 ? zstandard(text) : text;
}

LoadOptions told(const RandomDialect& dialect) {
  LoadOptions options;
  options.delimiter = dialect.delimiter;
  options.quote = dialect.quote;
  options.header = dialect.has_header;
  return options;
}

std::string literal(const std::optional<std::string>& value) {
  if (!value) return "null";
  std::string out = "'";
  for (const char c : *value) {
    if (c == '\'') out += c;
    out += c;
  }
  return out + "'";
}

// The rows that were meant, as text, on a way that shares nothing with the loader.
void store_wanted(const TemporaryDatabase& database, const RandomTable& table) {
  std::string sql = "drop table if exists wanted; create table wanted (row_number int";
  for (const RandomColumn& column : table.columns)
    sql += ", " + column.name + " text";
  sql += ");";
  for (std::size_t row = 0; row < table.rows(); ++row) {
    sql += fmt::format("{} ({}", row % 500 == 0 ? "; insert into wanted values" : ",", row);
    for (const RandomColumn& column : table.columns)
      sql += ", " + literal(column.values[row]);
    sql += ")";
  }
  database.run(sql);
}

// PostgreSQL reads dates with points as DateStyle says, we as the day first.
std::string cast(const RandomColumn& column) {
  const std::string plain = column.name + "::" + column.type.substr(0, column.type.find('('));
  if (column.type != "date") return plain;
  return fmt::format("case when {0} like '%.%' then to_date({0}, 'DD.MM.YYYY') else {1} end",
                     column.name, plain);
}

// How many rows are in one table and not in the other; PostgreSQL itself reads the wanted values.
std::string differences(const TemporaryDatabase& database, const RandomTable& table) {
  std::string casts;
  for (const RandomColumn& column : table.columns)
    casts += (casts.empty() ? "" : ", ") + cast(column);
  const std::string wanted = "select " + casts + " from wanted";
  return database.value(
      fmt::format("set datestyle = 'ISO, {}'; set timezone = 'UTC'; select count(*) from ((table "
                  "bronze.t except"
                  " all {}) union all ({} except all table bronze.t)) d",
                  table.day_first ? "DMY" : "MDY", wanted, wanted));
}

std::string types_of(const RandomTable& table) {
  std::string out;
  for (const RandomColumn& column : table.columns) {
    const bool nullable =
        std::ranges::any_of(column.values, [](const auto& v) { return !v.has_value(); });
    out += column.type + (nullable ? "? " : " ");
  }
  return out;
}

std::string types_of(const LoadReport& report) {
  std::string out;
  for (const LoadedColumn& column : report.columns)
    out += column.type + (column.nullable ? "? " : " ");
  return out;
}

LoadReport load(const TemporaryDatabase& database, const LoadOptions& options) {
  const LoadResult result = load_files(database.database(), options);
  if (!result.failures.empty()) throw result.failures.front();
  return result.reports.at(0);
}

// Rows of few values, and now and then more than a buffer holds.
std::size_t random_row_count(env::Random& random) {
  const std::uint64_t kind = random.below(20);
  return kind == 0 ? 0 : kind == 1 ? 2500 + random.below(500) : random.below(60);
}

// Changes some bytes, drops some, and puts in what has a meaning to a reader.
void damage(std::string& text, env::Random& random) {
  constexpr std::string_view k_bytes("\",;\t|\n\r\\\0\xff\xc3\xe2\x80'x", 16);
  for (std::uint64_t i = 1 + random.below(8); i > 0 && !text.empty(); --i) {
    const std::size_t at = random.below(text.size());
    const std::size_t length = std::min(random.below(40), text.size() - at);
    switch (random.below(5)) {
      case 0:
        text[at] = k_bytes[random.below(k_bytes.size())];
        break;
      case 1:
        text.insert(at, 1, k_bytes[random.below(k_bytes.size())]);
        break;
      case 2:
        text.erase(at, length);
        break;
      case 3:
        text.insert(random.below(text.size()), text.substr(at, length));
        break;
      default:
        text.resize(at);
    }
  }
}

}  // namespace

TEST_CASE("random tables in random dialects come back as they were", "[server]") {
  const TemporaryDatabase database;
  const TemporaryFiles files;
  const std::uint64_t seed = 20261123;
  env::Random random(seed);
  for (int round = 0; round < 60; ++round) {
    // Three of four dialects are told; the others are what a careful reader would guess.
    const bool guessed = random.below(4) == 0;
    RandomDialect dialect = random_dialect(random);
    if (guessed) dialect.quote = '"';
    if (guessed) dialect.has_header = true;
    const RandomTable table =
        random_table(random, random_row_count(random), guessed || dialect.quote == '\0');
    const std::string csv = write_csv(table, dialect, random);
    if (csv.find_first_not_of("\xef\xbb\xbf\r\n") == std::string::npos) continue;
    LoadOptions options = guessed ? LoadOptions{} : told(dialect);
    // Without names a last column of NULLs behind a bar is taken for bars at line ends.
    if (dialect.delimiter == '|' && !dialect.has_header) options.trailing_delimiter = false;
    options.table = "t";
    options.inputs = {files.write("t.csv", perhaps_compressed(csv, random))};
    database.run("drop table if exists bronze.t");
    INFO("seed " << seed << ", round " << round << ", file\n" << csv.substr(0, 2000));
    const LoadReport report = load(database, options);
    CHECK(types_of(report) == types_of(table));
    REQUIRE(report.rows_loaded == static_cast<std::int64_t>(table.rows()));
    CHECK(report.rows_rejected == 0);
    store_wanted(database, table);
    REQUIRE(differences(database, table) == "0");
  }
}

TEST_CASE("of damaged files every row is loaded or rejected", "[server]") {
  const TemporaryDatabase database;
  const TemporaryFiles files;
  const std::uint64_t seed = 20261124;
  env::Random random(seed);
  std::int64_t loads = 0;
  std::int64_t rejected = 0;
  for (int round = 0; round < 60; ++round) {
    const RandomDialect dialect = random_dialect(random);
    const RandomTable table = random_table(random, 1 + random.below(40), dialect.quote == '\0');
    std::string csv = write_csv(table, dialect, random);
    damage(csv, random);
    LoadOptions options = random.below(2) == 0 ? LoadOptions{} : told(dialect);
    options.table = "t";
    options.max_rejects = RejectLimit::parse("100%");
    options.inputs = {files.write("t.csv", csv)};
    database.run("drop table if exists bronze.t");
    INFO("seed " << seed << ", round " << round << ", file\n" << csv.substr(0, 2000));
    try {
      const LoadReport report = load(database, options);
      ++loads;
      rejected += report.rows_rejected;
      CHECK(report.rows_read == report.rows_loaded + report.rows_rejected);
      CHECK(database.value("select count(*) from bronze.t") ==
            fmt::format("{}", report.rows_loaded));
      CHECK(database.value("select count(*) from selfopt.rejects where load_id ="
                           " (select max(id) from selfopt.loads)") ==
            fmt::format("{}", report.rows_rejected));
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::input);
    }
  }
  CHECK(loads > 40);
  CHECK(rejected > 100);
}
