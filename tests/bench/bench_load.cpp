// How fast the client's part of a load is, without a server, on one core:
//   bench_load FILE [ROUNDS]
// Prints MB of the file per second of CPU: median of the rounds and their spread. "split" looks at
// every byte and every field; "load" also infers the types, verifies every value and writes the
// binary rows that a server would get.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <thread>
#include <vector>

#include "etl/encode_binary.hpp"
#include "etl/row_converter.hpp"
#include "etl/row_reader.hpp"
#include "etl/table_plan.hpp"

namespace {

using namespace selfopt;
using namespace selfopt::etl;

double thread_cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Outcome {
  std::int64_t rows = 0;
  std::int64_t fields = 0;
  std::int64_t bytes_out = 0;
};

Outcome split(const InputFile& input, const CsvDialect& dialect) {
  RowReader reader(input, dialect, 2);
  Outcome outcome;
  Row row;
  while (reader.next(row)) {
    ++outcome.rows;
    outcome.fields += static_cast<std::int64_t>(row.size());
  }
  return outcome;
}

Outcome load(const InputFile& input) {
  const LoadOptions options;
  TablePlan plan = plan_table({"bronze", "t"}, {input}, options);
  Rejects rejects({.limit = 100, .is_percent = true});
  RowConverter converter(plan, rejects, options, [](std::int64_t) {});
  ChunkQueue queue(6, std::size_t{1} << 19);
  Outcome outcome;
  const std::jthread sink([&] {
    while (auto chunk = queue.take_full()) {
      outcome.bytes_out += static_cast<std::int64_t>(chunk->used);
      queue.give_back(std::move(*chunk));
    }
  });
  const FileCounts counts = converter.convert(plan.files.front(), &queue);
  outcome.rows = counts.rows_sent;
  outcome.fields = counts.rows_sent * static_cast<std::int64_t>(plan.columns.size());
  return outcome;
}

void measure(const char* name, int rounds, const InputFile& input,
             const std::function<Outcome(const InputFile&)>& work) {
  const auto megabytes = static_cast<double>(std::filesystem::file_size(input.path)) / 1e6;
  std::vector<double> rates;
  Outcome outcome;
  for (int round = 0; round < rounds; ++round) {
    const double begin = thread_cpu_seconds();
    outcome = work(input);
    rates.push_back(megabytes / (thread_cpu_seconds() - begin));
  }
  std::ranges::sort(rates);
  std::printf("%-6s median %7.0f MB/s  (%.0f to %.0f)  %lld rows, %lld fields\n", name,
              rates[rates.size() / 2], rates.front(), rates.back(),
              static_cast<long long>(outcome.rows), static_cast<long long>(outcome.fields));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_load FILE [ROUNDS]\n");
    return 2;
  }
  const InputFile input{argv[1], "t", -1};
  const int rounds = argc > 2 ? std::max(1, std::atoi(argv[2])) : 5;
  std::printf("%s: %.1f MB\n", argv[1],
              static_cast<double>(std::filesystem::file_size(input.path)) / 1e6);
  const CsvDialect dialect = plan_table({"bronze", "t"}, {input}, {}).files.front().dialect;
  measure("split", rounds, input, [&](const InputFile& file) { return split(file, dialect); });
  measure("load", rounds, input, load);
}
