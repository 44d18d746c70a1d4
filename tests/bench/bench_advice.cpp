// How good our advice is beside the published ways to choose indexes, and what it takes:
//   bench_advice --dsn DSN --budgets MB,MB,... [OPTION...] WORKLOAD.sql...
// (--help lists the options.) The candidates are every order of up to --width columns of one table
// that stand in one statement. All methods choose among the same candidates, count the same sizes
// (HypoPG's, unless --size-model says real) and ask the same planner; each published method starts
// with an empty cache at each budget and remembers answers by statement and relevant indexes, ours
// goes on with what it learnt at the budgets before. Every chosen set is then planned afresh as a
// whole. "recommend" is what `selfopt recommend` advises with all its candidates (INCLUDE, partial,
// expressions, BRIN). Changes nothing in the database, which needs HypoPG and fresh statistics.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/recommend.hpp>

#include "advice/baselines.hpp"
#include "advice/options.hpp"
#include "advice/ours.hpp"
#include "advice/stop_clock.hpp"
#include "pg/catalog.hpp"
#include "pg/session.hpp"
#include "workload/read.hpp"

namespace {

using namespace selfopt;
using namespace selfopt::bench;
using whatif::IndexSet;

constexpr const char* k_ours = "ours";
constexpr const char* k_recommend = "recommend";

struct Row {
  std::string method;
  bool finished = true;
  bool answered = true;
  double cost = 0;
  std::size_t indexes = 0;
  double megabytes = 0;
  std::int64_t explains = 0;
  double seconds = 0;
  std::optional<double> cpu_seconds{};
  std::optional<double> gap{};
  std::optional<double> believed{};  // cost by what was inferred, before it was planned afresh
};

class Benchmark {
 public:
  explicit Benchmark(Options options)
      : m_options(std::move(options)),
        m_database{m_options.dsn, "--dsn"},
        m_workload(read_workload(m_options.workload)),
        m_setting(make_setting(m_database, m_workload, m_options.width, m_options.size_model)),
        m_without(judge(m_setting, {})) {}

  void run() {
    describe();
    for (const double megabytes : m_options.budgets_mb) {
      fmt::print(
          "\n| {:g} MB | cost | indexes | MB | EXPLAINs | s | CPU s | gap | by inference |\n"
          "|---|---|---|---|---|---|---|---|---|\n",
          megabytes);
      const auto budget = static_cast<std::int64_t>(megabytes * 1e6);
      if (m_options.wants(k_ours)) add(run_ours(budget));
      if (m_options.wants(k_recommend)) add(run_recommend(budget));
      for (const Baseline& baseline : baselines())
        if (m_options.wants(baseline.name)) add(run_baseline(baseline, budget));
      m_rows.emplace_back(std::move(m_current));
      m_current.clear();
    }
    summarise();
  }

 private:
  void describe() {
    pg::Session session(m_database);
    std::ifstream info("/proc/cpuinfo");
    std::string processor = "?";
    for (std::string line; std::getline(info, line);)
      if (line.starts_with("model name")) processor = line.substr(line.find(':') + 2);
    fmt::print("{} statements, {} candidates of up to {} columns, {} sizes, cost without {:.0f}\n",
               m_setting.statements.size(), m_setting.candidates.size(), m_options.width,
               m_options.size_model == SizeModel::real ? "real" : "HypoPG's", m_without);
    fmt::print("{} x {}; server {}; seed {}; at most {:g} s each; our gap {:g}, {} connections\n",
               std::thread::hardware_concurrency(), processor,
               pg::read_catalog(session).server_version, m_options.seed, m_options.seconds,
               m_options.gap, m_options.connections);
    for (const std::string& statement : m_setting.left_out)
      fmt::print("left out: {}\n", statement);
  }

  std::vector<IndexDefinition> definitions(const IndexSet& set) const {
    std::vector<IndexDefinition> all;
    for (const int candidate : set)
      all.push_back(m_setting.candidates[static_cast<std::size_t>(candidate)]);
    return all;
  }

  Row row_of(const std::string& method, const IndexSet& set) const {
    Row row{.method = method};
    row.cost = judge(m_setting, definitions(set));
    row.indexes = set.size();
    row.megabytes = static_cast<double>(m_setting.size(set)) / 1e6;
    if (m_options.verbose)
      for (const IndexDefinition& index : definitions(set))
        fmt::print(stderr, "  {}: {}\n", method, index.sql());
    return row;
  }

  Row run_baseline(const Baseline& baseline, std::int64_t budget) const {
    CountedOracle oracle(m_setting);
    const StopClock clock(oracle.oracle());
    Task task{m_setting, oracle, budget, std::chrono::steady_clock::now() + seconds_allowed(),
              m_options.seed};
    const IndexSet set = baseline.choose(task);
    const double seconds = clock.seconds();
    const double cpu_seconds = clock.cpu_seconds();
    Row row = row_of(baseline.name, set);
    row.finished = task.finished;
    row.answered = task.answered;
    row.explains = oracle.explains();
    row.seconds = seconds;
    row.cpu_seconds = cpu_seconds;
    row.believed = oracle.cost(set);
    return row;
  }

  // The first budget pays for finding the candidates that the planner wants.
  Row run_ours(std::int64_t budget) {
    const std::int64_t explains_before = m_ours ? m_ours->explains() : 0;
    if (!m_ours) m_ours = std::make_unique<Ours>(m_setting, m_options.connections);
    // Judging the sets of other budgets does not count.
    const double seconds_before = explains_before == 0 ? 0 : m_ours->seconds();
    const double cpu_before = explains_before == 0 ? 0 : m_ours->cpu_seconds();
    const auto answer = m_ours->choose(budget, m_options.gap, m_options.seconds);
    const double seconds = m_ours->seconds() - seconds_before;
    const double cpu_seconds = m_ours->cpu_seconds() - cpu_before;
    Row row = row_of(k_ours, answer.chosen.set);
    row.finished = advisor::proven(answer, m_options.gap);
    row.explains = m_ours->explains() - explains_before;
    row.seconds = seconds;
    row.cpu_seconds = cpu_seconds;
    row.gap = 1 - std::min(answer.lower_bound, row.cost) / row.cost;
    row.believed = answer.chosen.total;
    return row;
  }

  Row run_recommend(std::int64_t budget) const {
    RecommendOptions options;
    options.budget_bytes = budget;
    options.size_model = m_options.size_model;
    options.min_benefit = 0;
    options.max_width = m_options.width;
    options.gap = m_options.gap;
    options.time_limit_ms = m_options.seconds * 1000;
    options.connections = m_options.connections;
    const Recommendations advice = recommend(m_database, m_workload, options);
    std::vector<IndexDefinition> indexes;
    for (const Recommendation& one : advice.recommendations)
      if (one.kind == RecommendationKind::create_index) indexes.push_back(definition_of(one));
    Row row{.method = k_recommend};
    row.cost = judge(m_setting, indexes);
    row.indexes = indexes.size();
    row.megabytes = static_cast<double>(advice.used_bytes) / 1e6;
    row.explains = advice.what_if_calls;
    row.seconds = advice.elapsed_ms / 1000;
    row.gap = advice.gap;
    row.finished = advice.gap.value_or(1) <= m_options.gap;
    row.believed = advice.cost_after;
    if (m_options.verbose)
      for (const IndexDefinition& index : indexes)
        fmt::print(stderr, "  {}: {}\n", k_recommend, index.sql());
    return row;
  }

  // The keys with operator classes and directions stand in the DDL only: they are taken as one.
  static IndexDefinition definition_of(const Recommendation& advice) {
    const std::string opening = " using " + advice.method + " (";
    const std::size_t from = advice.ddl.find(opening) + opening.size();
    std::size_t to = from;
    for (int depth = 1; to < advice.ddl.size(); ++to) {
      if (advice.ddl[to] == '(') ++depth;
      if (advice.ddl[to] == ')' && --depth == 0) break;
    }
    return {advice.table,
            {{advice.ddl.substr(from, to - from), "", false}},
            advice.include,
            advice.where,
            advice.method};
  }

  std::chrono::steady_clock::duration seconds_allowed() const {
    return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
        std::chrono::duration<double>(m_options.seconds));
  }

  void add(Row row) {
    fmt::print("| {}{} | {} | {} | {:.0f} | {} | {:.1f} | {} | {} | {} |\n", row.method,
               row.finished ? "" : " *", share(row), row.indexes, row.megabytes, row.explains,
               row.seconds, row.cpu_seconds ? fmt::format("{:.1f}", *row.cpu_seconds) : "",
               row.gap ? fmt::format("{:.2f} %", *row.gap * 100) : "",
               row.believed ? fmt::format("{:.4f}", *row.believed / m_without) : "");
    std::fflush(stdout);
    m_current.push_back(std::move(row));
  }

  std::string share(const Row& row) const {
    return row.answered ? fmt::format("{:.4f}", row.cost / m_without) : "none";
  }

  const Row* find(std::size_t budget, const std::string& method) const {
    const auto& rows = m_rows[budget];
    const auto found = std::ranges::find(rows, method, &Row::method);
    return found == rows.end() ? nullptr : &*found;
  }

  void summarise() const {
    std::vector<std::string> methods{k_ours, k_recommend};
    for (const Baseline& baseline : baselines())
      methods.push_back(baseline.name);
    std::erase_if(methods, [&](const std::string& method) { return !m_options.wants(method); });
    fmt::print("\n| cost, share of no index");
    for (const double megabytes : m_options.budgets_mb)
      fmt::print(" | {:g} MB", megabytes);
    fmt::print(" | above ours, mean | worst | best | EXPLAINs | s | CPU s |\n|---");
    for (std::size_t i = 0; i < m_options.budgets_mb.size() + 6; ++i)
      fmt::print("|---");
    fmt::print("|\n");
    for (const std::string& method : methods)
      summarise(method);
    fmt::print("\n* ended by the time limit (none: before a set fitted; ours: gap not reached)\n");
  }

  void summarise(const std::string& method) const {
    fmt::print("| {}", method);
    double sum = 0;
    int compared = 0;
    double least = 1e9;
    double most = -1e9;
    std::int64_t explains = 0;
    double seconds = 0;
    double cpu_seconds = 0;
    for (std::size_t budget = 0; budget < m_rows.size(); ++budget) {
      const Row& row = *find(budget, method);
      fmt::print(" | {}{}", share(row), row.finished ? "" : " *");
      explains += row.explains;
      seconds += row.seconds;
      cpu_seconds += row.cpu_seconds.value_or(0);
      if (const Row* ours = find(budget, k_ours); ours != nullptr && row.answered) {
        ++compared;
        const double above = (row.cost / ours->cost - 1) * 100;
        sum += above;
        least = std::min(least, above);
        most = std::max(most, above);
      }
    }
    if (compared > 0)
      fmt::print(" | {:+.2f} % | {:+.2f} % | {:+.2f} %", sum / compared, most, least);
    else
      fmt::print(" | | |");
    fmt::print(" | {} | {:.1f} | {:.1f} |\n", explains, seconds, cpu_seconds);
  }

  Options m_options;
  Database m_database;
  Workload m_workload;
  Setting m_setting;
  double m_without;
  std::unique_ptr<Ours> m_ours;
  std::vector<Row> m_current;
  std::vector<std::vector<Row>> m_rows;  // by budget
};

}  // namespace

int main(int argc, char** argv) {
  try {
    Options options = read_options(argc, argv);
    if (options.verbose) log::configure({.level = log::Level::debug});
    Benchmark(std::move(options)).run();
    return 0;
  } catch (const Error& error) {
    fmt::print(stderr, "bench_advice: {}\n", error.message());
    return error.exit_status();
  }
}
