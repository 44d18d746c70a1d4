#include <algorithm>

#include <fmt/format.h>

#include <selfopt/etl.hpp>

#include "env/random.hpp"
#include "etl/type_lattice.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"
#include "support/temporary_files.hpp"

using namespace selfopt;

namespace {

// Everything that may not depend on the number of connections.
struct Outcome {
  std::string report;
  std::string rows;
  std::string rejects;
  bool operator==(const Outcome&) const = default;
};

Outcome load(const std::string& path, int jobs, const std::string& max_rejects) {
  const test::TemporaryDatabase database;
  LoadOptions options;
  options.inputs = {path};
  options.table = "t";
  options.jobs = jobs;
  options.share_from_bytes = 0;
  options.max_rejects = RejectLimit::parse(max_rejects);
  const LoadResult result = load_files(database.database(), options);
  if (!result.failures.empty()) throw result.failures.front();
  LoadReport report = result.reports.at(0);
  report.seconds = 0;
  const std::string rows =
      report.loaded ? "select count(*) || ' ' || sum(hashtextextended(t::text, 0)) from bronze.t t"
                    : "select coalesce(to_regclass('bronze.t')::text, 'no table')";
  CHECK(database.value("select count(*) from pg_class where relname like 'selfopt_stage%'") == "0");
  return {write_load_line(report) + report.first_reject, database.value(rows),
          database.value("select count(*) || ' ' || md5(string_agg(concat_ws('|', line,"
                         " byte_offset, column_name, reason, raw), '/' order by id))"
                         " from selfopt.rejects")};
}

// Three mebibytes and more, in which every 1000th row has a fault of its own.
std::string rows_with_faults(env::Random& random, const std::string& late_value) {
  std::string csv = "id,n,words\n";
  for (int id = 1; id <= 60000; ++id) {
    if (id == 45001) csv += "45001," + late_value + ",late\n";
    const std::uint64_t number = random.below(1000);
    if (id % 1000 == 0)
      csv += number % 2 == 0 ? fmt::format("{},{}\n", id, number)
                             : fmt::format("{},{},\"a\"b\n", id, number);
    else
      csv += fmt::format("{},{},\"words, {}\nand a line {}\"\n", id, number, number,
                         std::string(number % 60, 'x'));
  }
  return csv;
}

}  // namespace

TEST_CASE("types, rows and rejects are the same however many connections load", "[server]") {
  const test::TemporaryFiles files;
  env::Random random(3);
  const std::string late = GENERATE("7", "12.75", "NA", "not a number");
  const std::string path = files.write("t.csv", rows_with_faults(random, late));
  for (const char* limit : {"100%", "60", "10"}) {
    const Outcome one = load(path, 1, limit);
    CHECK(load(path, 2, limit) == one);
    CHECK(load(path, 5, limit) == one);
  }
}

TEST_CASE("evidence of two halves joins to that of the whole") {
  env::Random random(11);
  const std::vector<std::string> values{"1",
                                        "-5",
                                        "40000",
                                        "99999999999",
                                        "1.25",
                                        "-0.001",
                                        "1e5",
                                        "NaN",
                                        "true",
                                        "f",
                                        "t",
                                        "yes",
                                        "no",
                                        "12:00",
                                        "30:00:00",
                                        "2024-01-02",
                                        "3/4/2024",
                                        "13/4/2024",
                                        "4/13/2024",
                                        "2024-01-02 03:04:05",
                                        "2024-01-02T03:04:05Z",
                                        "{\"a\":1}",
                                        "10.0.0.1",
                                        "some text",
                                        "123456789012345678901234567890"};
  for (int round = 0; round < 5000; ++round) {
    // Neighbours in the list mostly are of one family.
    const std::uint64_t from = random.below(values.size());
    const std::uint64_t width = 1 + random.below(std::min<std::uint64_t>(6, values.size() - from));
    etl::ColumnEvidence whole;
    etl::ColumnEvidence left;
    etl::ColumnEvidence right;
    for (std::uint64_t i = random.below(6); i > 0; --i) {
      const std::string value = values[from + random.below(width)] + std::string(16, '\0');
      const std::string_view view(value.data(), value.size() - 16);
      whole.observe(view);
      (random.below(2) == 0 ? left : right).observe(view);
    }
    left.join(right);
    CHECK(left.type() == whole.type());
    CHECK(left.is_settled_as_text() == whole.is_settled_as_text());
  }
}

TEST_CASE("a table that a schema file describes is the same however many connections load",
          "[server]") {
  const test::TemporaryFiles files;
  const std::string schema = files.write(
      "schema.sql",
      "create table t (id int primary key, nr bigserial, n numeric(6,2) not null check (n >= 0),"
      " word varchar(9) unique, boss int references t, day date default '2024-01-31');"
      "comment on table t is 'ours'; comment on column t.n is 'how many'");
  std::string csv = "id,n,word,boss\n";
  for (int id = 1; id <= 50'000; ++id)
    csv += fmt::format("{},{}.5,w{},{}\n", id, id % 1000, id, id < 9 ? "" : "7");
  const std::string clean = files.write("t.csv", csv);
  const std::string faulty = files.write("f.csv", csv + "7,1,again,\n-1,1,w5,\n-2,x,,\n-3,1,,0\n");
  const auto outcome = [&](const std::string& path, int jobs) {
    const test::TemporaryDatabase database;
    LoadOptions options;
    options.inputs = {path};
    options.table = "t";
    options.schema_file = schema;
    options.jobs = jobs;
    options.share_from_bytes = 0;
    options.max_rejects = RejectLimit::parse("4");
    const LoadResult result = load_files(database.database(), options);
    if (!result.failures.empty()) throw result.failures.front();
    CHECK(database.value("select count(*) from pg_class where relname like 'selfopt_stage%'") ==
          "0");
    return database.value(
        "select concat_ws(E'\n', (select string_agg(concat_ws(' ', conname, convalidated,"
        "   pg_get_constraintdef(oid)), E'\n' order by conname) from pg_constraint"
        "   where conrelid = 'bronze.t'::regclass),"
        " (select string_agg(relname, ' ' order by relname) from pg_class"
        "   where relnamespace = 'bronze'::regnamespace),"
        " (select string_agg(description, ' ' order by objsubid) from pg_description"
        "   where objoid = 'bronze.t'::regclass),"
        " (select count(*) || ' ' || sum(hashtextextended(concat_ws(' ', id, n, word, boss, day),"
        "   0)) || ' ' || count(distinct nr) from bronze.t),"
        " (select string_agg(line || reason, E'\n' order by line) from selfopt.rejects))");
  };
  for (const std::string& path : {clean, faulty}) {
    const std::string one = outcome(path, 1);
    CHECK(one.find("t_pkey t PRIMARY KEY (id)") != std::string::npos);
    CHECK(one.find("ours how many") != std::string::npos);
    CHECK(outcome(path, 3) == one);
  }
}
