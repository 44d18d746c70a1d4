// How fast a csvlog becomes a workload, on one core:
//   bench_csvlog [MEGABYTES] [ROUNDS] [SEED]
// Makes a log of a warehouse's statements with constants of their own (the same for the same seed)
// in TMPDIR, reads it ROUNDS times and prints megabytes per second: median and spread. As a measure
// of the machine it also counts the lines of the file, which no reader can do faster.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "collect/log_reader.hpp"
#include "collect/log_statements.hpp"
#include "collect/log_totals.hpp"
#include "env/random.hpp"

namespace {

using namespace selfopt;

std::string statement(env::Random& random) {
  switch (random.below(6)) {
    case 0:
      return fmt::format(
          "SELECT order_number, line_number, ordered_at, ship_date, product_key, quantity, "
          "net_amount, status\nFROM bronze.fact_sales\nWHERE order_number = {}\nORDER BY "
          "line_number;",
          random.below(1'000'000));
    case 1:
      return fmt::format(
          "SELECT customer_key, customer_number, first_name, last_name, city, loyalty_tier FROM "
          "bronze.dim_customer WHERE lower(email) = 'customer.{}@example.org'",
          random.below(100'000));
    case 2:
      return fmt::format(
          "SELECT t.region, t.store_name, count(*) AS lines, sum(s.net_amount) AS revenue\nFROM "
          "bronze.fact_sales s\nJOIN bronze.dim_store t ON t.store_key = s.store_key\nWHERE "
          "s.date_key BETWEEN {} AND {}\nGROUP BY t.region, t.store_name\nORDER BY revenue DESC",
          20240000 + random.below(600), 20240600 + random.below(600));
    case 3:
      return fmt::format(
          "SELECT sum(quantity) AS sold FROM bronze.fact_sales WHERE product_key = {} AND "
          "store_key = {} AND ordered_at >= TIMESTAMP '2024-{:02}-01'",
          random.below(5000), random.below(60), 1 + random.below(12));
    case 4:
      return fmt::format(
          "UPDATE bronze.fact_inventory SET on_hand = on_hand - {} WHERE "
          "product_key = {} AND store_key = {}",
          random.below(9), random.below(5000), random.below(60));
    default:
      return fmt::format(
          "SELECT order_number FROM bronze.fact_sales WHERE order_number IN ({}, {}, {}, {}) AND "
          "status = \"\"open\"\" ORDER BY 1",
          random.below(99999), random.below(99999), random.below(99999), random.below(99999));
  }
}

std::int64_t write_log(const std::string& path, std::int64_t megabytes, std::uint64_t seed) {
  env::Random random(seed);
  std::ofstream file(path, std::ios::binary);
  std::int64_t written = 0;
  for (std::int64_t line = 1; written < megabytes * 1'000'000; ++line) {
    const std::string text = fmt::format(
        "2026-11-23 {:02}:{:02}:{:02}.{:03} UTC,\"shop\",\"warehouse\",{},\"10.0.0.{}:5{:04}\","
        "6b038d56.{:x},{},\"SELECT\",2026-11-23 00:00:00 UTC,3/{},0,LOG,00000,\"duration: {}.{:03} "
        "ms  statement: {}\",,,,,,,,,\"web\",\"client backend\",,{}\n",
        line / 3600000 % 24, line / 60000 % 60, line / 1000 % 60, line % 1000,
        1000 + random.below(50), random.below(255), random.below(9999), random.below(50), line,
        line, random.below(200), random.below(1000), statement(random), random.bits() >> 1);
    file << text;
    written += static_cast<std::int64_t>(text.size());
  }
  return written;
}

std::size_t statements_in(const std::string& path) {
  collect_log::LogTotals totals(false);
  collect_log::LogStatements statements(
      [&](const collect_log::Execution& execution) { totals.add(execution); });
  std::vector<collect_log::LogFile> files(1);
  files.front().path = path;
  collect_log::read_logs(
      files, collect_log::ReadMode::whole,
      [&](const collect_log::LogEntry& entry) { statements.take(entry); }, [](bool) {});
  statements.finish();
  return std::move(totals).result().size();
}

std::size_t lines_in(const std::string& path) {
  std::vector<char> buffer(1 << 20);
  std::FILE* file = std::fopen(path.c_str(), "rb");
  std::size_t lines = 0;
  for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), file)) > 0;)
    lines += static_cast<std::size_t>(
        std::count(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(got), '\n'));
  std::fclose(file);
  return lines;
}

void measure(const char* what, std::int64_t bytes, int rounds,
             const std::function<std::size_t()>& work) {
  std::vector<double> rates;
  std::size_t result = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    result = work();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    rates.push_back(static_cast<double>(bytes) / 1e6 / seconds.count());
  }
  std::ranges::sort(rates);
  fmt::print("{:32} {:8.0f} MB/s   ({:.0f} to {:.0f}; {} found)\n", what, rates[rates.size() / 2],
             rates.front(), rates.back(), result);
}

}  // namespace

int main(int argc, char** argv) {
  const std::int64_t megabytes = argc > 1 ? std::atoll(argv[1]) : 500;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 7;
  const std::uint64_t seed = argc > 3 ? static_cast<std::uint64_t>(std::atoll(argv[3])) : 1;
  const char* folder = std::getenv("TMPDIR");
  const std::string path =
      fmt::format("{}/selfopt-bench-{}.csv", folder == nullptr ? "/tmp" : folder, getpid());
  const std::int64_t bytes = write_log(path, megabytes, seed);
  fmt::print("csvlog of {:.1f} MB, seed {}, {} rounds, {} processors, one is used\n",
             static_cast<double>(bytes) / 1e6, seed, rounds, sysconf(_SC_NPROCESSORS_ONLN));
  measure("lines counted", bytes, rounds, [&] { return lines_in(path); });
  measure("statements collected", bytes, rounds, [&] { return statements_in(path); });
  std::remove(path.c_str());
  return 0;
}
