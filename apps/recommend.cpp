#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <selfopt/budget_curve.hpp>
#include <selfopt/clone.hpp>
#include <selfopt/collect.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/model.hpp>
#include <selfopt/query_explanation.hpp>
#include <selfopt/recommend.hpp>
#include <selfopt/recommendations.hpp>
#include <selfopt/units.hpp>
#include <selfopt/workload.hpp>

#include "commands.hpp"
#include "output.hpp"
#include "shared_options.hpp"
#include "table.hpp"

namespace selfopt::app {
namespace {

constexpr std::size_t k_most_warnings = 5;

struct State {
  DatabaseOptions database;
  OutputOptions output;
  std::vector<std::string> inputs;
  RecommendOptions options;
  std::int64_t connections = RecommendOptions{}.connections;
  std::int64_t max_width = RecommendOptions{}.max_width;
  std::string weight = "calls";
  std::string size_model = "real";
  bool from_server = false;
  double trial_drops_ms = 0;
  bool slow = false;
  SlowScan slow_scan;
  bool exit_code = false;
  bool no_drops = false;
  bool all_budgets = false;
  std::string svg;
  std::string explain;
  std::string model;
  bool clone = false;
  std::vector<std::string> replicas;
};

// The named files, else standard input if something was put there, else what the server itself has
// counted, if the user said which server. Asked for before a server is started for nothing.
Workload read_files(const State& state) {
  if (state.from_server) return {};
  Workload workload = load_workload(named_or_standard_input(state.inputs));
  if (workload.empty() && state.inputs.empty() && !state.database.named())
    throw Error(ErrorKind::usage, "no workload is named", {},
                "Name a file of Workload lines or SQL, or a database whose own statistics to use.");
  return workload;
}

Workload read_input(const State& state, Workload from_files, const Database& database) {
  if (!from_files.empty() || !state.inputs.empty()) return from_files;
  CollectOptions options;
  options.store = false;
  return collect(database, options);
}

Workload only_slow(const State& state, Workload workload) {
  const std::size_t all = workload.size();
  Workload slow = slow_statements(std::move(workload), state.slow_scan);
  if (slow.empty() && all > 0)
    throw Error(ErrorKind::input,
                fmt::format("none of {} takes more than {} on average",
                            counted(static_cast<std::int64_t>(all), "statement"),
                            format_duration_ms(state.slow_scan.above_mean_ms)),
                {}, "--slow-mean sets what is slow; without --slow every statement counts.");
  log::notice("{} of {} are slow", slow.size(),
              counted(static_cast<std::int64_t>(all), "statement"));
  return slow;
}

bool is_index(const Recommendation& advice) {
  return advice.kind == RecommendationKind::create_index;
}

bool is_view(const Recommendation& advice) {
  return advice.kind == RecommendationKind::create_materialized_view;
}

bool is_proven_index(const Recommendation& advice) {
  return is_index(advice) && advice.verified;
}

bool is_unproven_index(const Recommendation& advice) {
  return is_index(advice) && !advice.verified;
}

bool is_drop(const Recommendation& advice) {
  return advice.kind == RecommendationKind::drop_index;
}

struct Group {
  std::int64_t count = 0;
  std::int64_t bytes = 0;
};

Group group(const Recommendations& advice, bool (*belongs)(const Recommendation&)) {
  Group found;
  for (const Recommendation& one : advice.recommendations) {
    if (!belongs(one)) continue;
    ++found.count;
    found.bytes += one.size_bytes;
  }
  return found;
}

std::string freed(const Recommendation& advice) {
  return advice.size_bytes == 0 ? "" : "-" + format_bytes(advice.size_bytes);
}

std::vector<std::string> row_of(const Recommendation& advice) {
  if (!is_index(advice) && !is_view(advice))
    return {advice.ddl, freed(advice), "", "", advice.reason};
  const std::string what =
      is_index(advice) ? advice.ddl.substr(advice.ddl.find(" on ") + 4) : advice.ddl;
  return {what, format_bytes(advice.size_bytes),
          advice.verified ? fmt::format("{:.1f} %", advice.benefit * 100) : "?",
          fmt::format("{}", advice.queries.size()), advice.reason};
}

std::string as_table(const Recommendations& advice) {
  if (advice.recommendations.empty()) return "";
  Table table({{"advice", Table::Align::left, true},
               {"size", Table::Align::right},
               {"saves", Table::Align::right},
               {"statements", Table::Align::right},
               {"why", Table::Align::left, true}});
  for (const Recommendation& one : advice.recommendations)
    table.add(row_of(one));
  return table.text(stdout_width());
}

std::string render(const Recommendations& advice, const std::string& format) {
  if (format == "table") return as_table(advice);
  if (format == "sql") return to_sql(advice);
  return to_json(advice);
}

void summarise(const Recommendations& advice) {
  for (std::size_t i = 0; i < advice.unsupported.size() && i < k_most_warnings; ++i) {
    const UnsupportedQuery& query = advice.unsupported[i];
    log::warning("statement {} is left out: {}",
                 query.query_hash.empty() ? "without a hash" : query.query_hash, query.reason);
  }
  if (advice.unsupported.size() > k_most_warnings)
    log::warning("{} more statements are left out; the json output lists them all",
                 advice.unsupported.size() - k_most_warnings);
  if (advice.recommendations.empty()) {
    log::notice("nothing to advise: no index would make the {} statements noticeably cheaper",
                advice.queries);
    return;
  }
  if (const Group drops = group(advice, is_drop); drops.count > 0)
    log::notice("{} of {} can be dropped", counted(drops.count, "index", "indexes"),
                format_bytes(drops.bytes));
  const Group made = group(advice, is_proven_index);
  const Group unproven = group(advice, is_unproven_index);
  if (unproven.count > 0)
    log::notice("{} of {} could not be tried out and {} in no cost: look at the plan once built",
                counted(unproven.count, "index", "indexes"), format_bytes(unproven.bytes),
                unproven.count == 1 ? "is" : "are");
  if (made.count == 0) return;
  const double share = advice.cost_before > 0 ? advice.cost_after / advice.cost_before : 1;
  if (!advice.inexact.empty())
    log::notice("{} so many relations that the planner searches by chance; nothing is proven of {}",
                counted(std::ssize(advice.inexact), "statement joins", "statements join"),
                advice.inexact.size() == 1 ? "it" : "them");
  log::notice(
      "{} of {} bring{} the planner's cost of {} to {:.1f} %{}({} what-if calls, {})",
      counted(made.count, "index", "indexes"), format_bytes(made.bytes), made.count == 1 ? "s" : "",
      counted(advice.queries, "statement"), share * 100,
      advice.gap ? fmt::format(", proven within {:.1f} % of the best ", *advice.gap * 100) : " ",
      format_count(advice.what_if_calls), format_duration_ms(advice.elapsed_ms));
  if (advice.slowest_node_before.value_or(0) > 0 && advice.slowest_node_after)
    log::notice("the node that has most to do for a statement then has {:.1f} % of it left to do",
                100 * *advice.slowest_node_after / *advice.slowest_node_before);
}

std::string as_table(const BudgetCurve& curve) {
  Table table({{"space", Table::Align::right},
               {"indexes", Table::Align::right},
               {"cost", Table::Align::right},
               {"at best", Table::Align::right},
               {"the budget's gain", Table::Align::left}});
  double last = 1;
  for (const BudgetPoint& point : curve.points) {
    const double share = point.cost / curve.cost_before;
    table.add({format_bytes(point.used_bytes), fmt::format("{}", point.indexes.size()),
               fmt::format("{:.1f} %", share * 100),
               fmt::format("{:.1f} %", point.lower_bound / curve.cost_before * 100),
               fmt::format("{:.1f} % more", (last - share) * 100)});
    last = share;
  }
  return table.text(stdout_width());
}

int show_curve(const State& state, const Database& database, const Workload& workload) {
  const BudgetCurve curve = budget_curve(database, workload, state.options);
  write_output(state.output.path(),
               state.output.format() == "table" ? as_table(curve) : to_json(curve));
  if (!state.svg.empty()) write_output(state.svg, to_svg(curve));
  log::notice("{} budgets for {} ({} what-if calls, {})", curve.points.size(),
              counted(curve.queries, "statement"), format_count(curve.what_if_calls),
              format_duration_ms(curve.elapsed_ms));
  return 0;
}

std::string as_table(const QueryExplanation& explanation) {
  Table table({{"index", Table::Align::left, true},
               {"size", Table::Align::right},
               {"alone", Table::Align::right},
               {"beside", Table::Align::right},
               {"verdict", Table::Align::left, true}});
  for (const ConsideredIndex& one : explanation.considered)
    table.add({one.index.substr(one.index.find("on ") + 3), format_bytes(one.size_bytes),
               fmt::format("{:.0f}", one.cost_alone), fmt::format("{:.0f}", one.cost_beside),
               one.verdict});
  return fmt::format(
             "{}\ncost {:.0f} before, {:.0f} with the advice, {:.0f} with every candidate\n"
             "before:\n  {}\nwith the advice:\n  {}\n",
             explanation.sql, explanation.cost_before, explanation.cost_after,
             explanation.cost_least, fmt::join(explanation.plan_before, "\n  "),
             fmt::join(explanation.plan_after, "\n  ")) +
         table.text(stdout_width());
}

int show_explanation(const State& state, const Database& database, const Workload& workload) {
  const auto explanation = explain_advice(database, workload, state.options, state.explain);
  write_output(state.output.path(),
               state.output.format() == "table" ? as_table(explanation) : to_json(explanation));
  return 0;
}

void report_clone(const PlannedOnClone& clone) {
  log::notice("a private clone plans in the server's place, with PostgreSQL {}",
              clone.server_version / 10'000);
  for (std::size_t i = 0; i < clone.differences.size() && i < k_most_warnings; ++i)
    log::warning("in the clone {}", clone.differences[i]);
  if (clone.differences.size() > k_most_warnings)
    log::warning("{} more differences of the clone; the json output lists them all",
                 clone.differences.size() - k_most_warnings);
}

void check_options(const State& state) {
  if (state.clone && state.options.unverified)
    throw Error(ErrorKind::usage, "--clone asks a planner, and --unverified does without one");
  if (!state.explain.empty() && (state.all_budgets || state.options.unverified))
    throw Error(ErrorKind::usage, "--explain goes neither with --budget all nor with --unverified");
  if ((!state.explain.empty() || state.all_budgets) && state.output.format() == "sql")
    throw Error(ErrorKind::usage, "only advice itself has the form \"sql\"");
  if (!state.svg.empty() && !state.all_budgets)
    throw Error(ErrorKind::usage, "--svg draws the curve of --budget all");
  if (state.all_budgets && state.options.unverified)
    throw Error(ErrorKind::usage, "--unverified has no costs, so there is no curve to show");
}

int run(State& state) {
  check_options(state);
  state.options.max_width = static_cast<int>(state.max_width);
  state.options.connections = static_cast<int>(std::clamp<std::int64_t>(state.connections, 1, 64));
  state.options.weight = state.weight == "time" ? Weight::time : Weight::calls;
  state.options.size_model = state.size_model == "hypopg" ? SizeModel::hypopg : SizeModel::real;
  state.options.drops = !state.no_drops;
  if (state.trial_drops_ms > 0) state.options.trial_lock_timeout_ms = state.trial_drops_ms;
  for (const std::string& dsn : state.replicas)
    state.options.replicas.push_back({dsn, "--replica"});
  std::optional<Model> model;
  if (!state.model.empty()) state.options.model = &model.emplace(load_model(state.model));
  Workload from_files = read_files(state);
  const Database database = state.database.open();
  Workload workload = read_input(state, std::move(from_files), database);
  if (state.slow) workload = only_slow(state, std::move(workload));
  std::optional<Clone> clone;
  if (state.clone) {
    state.options.clone = &clone.emplace(database).planner();
    report_clone(state.options.clone->about);
  }
  if (!state.explain.empty()) return show_explanation(state, database, workload);
  if (state.all_budgets) return show_curve(state, database, workload);
  const Recommendations advice = recommend(database, workload, state.options);
  write_output(state.output.path(), render(advice, state.output.format()));
  summarise(advice);
  constexpr int k_by_signal = 128;
  if (advice.interrupted_by != 0) return k_by_signal + advice.interrupted_by;
  return state.exit_code && !advice.recommendations.empty() ? 1 : 0;
}

}  // namespace

Runner declare_recommend(CommandLine& line) {
  auto state = std::make_shared<State>();
  line.summary("Find the indexes that make a workload cheapest within a storage budget");
  line.positional("INPUT", state->inputs, "Workload lines or .sql files; - is standard input");
  line.bytes_or_all("--budget", state->options.budget_bytes, state->all_budgets,
                    "Space that the advised indexes may take in all, for example 64MB; all: show "
                    "what each budget would buy");
  line.option("--svg", "FILE", state->svg, "With --budget all: draw the curve into FILE");
  line.option("--max-indexes", "N", state->options.max_indexes, "Advise at most N indexes");
  line.option("--max-width", "N", state->max_width, "Key columns of an index, at most");
  line.option("--min-benefit", "SHARE", state->options.min_benefit,
              "Leave out an index that saves less than this share of the cost, 0 to 1");
  line.choice("--weight", state->weight, {"calls", "time"},
              "What a statement counts by: how often it runs, or how long in all");
  line.choice("--size-model", state->size_model, {"real", "hypopg"},
              "Count sizes as PostgreSQL builds indexes, or as HypoPG estimates them");
  line.option("--gap", "SHARE", state->options.gap,
              "End when the advice is proven to be within this share of the best, 0 to 1");
  line.option("--max-statements", "N", state->options.max_statements,
              "Let N statements stand for a workload of more; 0: take all as they are");
  line.option("--connections", "N", state->connections,
              "Ask the planner over N connections at once");
  line.duration("--time-limit", state->options.time_limit_ms,
                "How long the search may go on improving its answer");
  line.duration("--plan-timeout", state->options.plan_timeout_ms,
                "Leave out a statement that takes longer to plan");
  line.option("--explain", "HASH", state->explain,
              "Say why the statement with this hash gets the indexes that it gets, and not others");
  line.option("--model", "FILE", state->model,
              "What selfopt train --target index-benefit learned: confidence starts from it");
  line.flag("--no-drops", state->no_drops, "Advise new indexes only");
  line.option("--unused-scans", "N", state->options.unused_scans,
              "An index scanned at most N times is unused");
  line.option("--unused-after", "DAYS", state->options.unused_after_days,
              "... if its scans have been counted for this many days");
  line.duration("--trial-drops", state->trial_drops_ms,
                "Where HypoPG cannot hide indexes: find out what an index that exists is worth by "
                "dropping it in transactions that are rolled back, waiting so long for its lock");
  line.option("--replica", "DSN", state->replicas,
              "A server that follows this one and whose scans count; repeatable");
  line.flag("--clone", state->clone,
            "Try indexes out in a private copy of schema and statistics on this machine, where the "
            "server has no HypoPG");
  line.flag("--unverified", state->options.unverified,
            "Advise without HypoPG, from the statements and statistics alone");
  line.flag("--from-server", state->from_server,
            "Use the server's own statistics (pg_stat_statements) as the workload");
  line.flag("--slow", state->slow,
            "Advise for slow statements only, those of --slow-mean and --slow-limit");
  line.duration("--slow-mean", state->slow_scan.above_mean_ms,
                "What takes longer than this on average is slow; default 1s");
  line.option("--slow-limit", "N", state->slow_scan.limit,
              "At most N statements are looked at, the slowest; default 100");
  line.flag("--exit-code", state->exit_code, "Exit with 1 if there is advice");
  state->database.declare(line);
  state->output.declare(line, {"json", "sql", "table"});
  line.example("selfopt recommend workload.sql --budget 64MB",
               "the best indexes within 64 MB, as a table");
  line.example("selfopt recommend --dsn postgresql:///shop --format sql",
               "for what the server has run, as a script");
  line.example("selfopt replay workload.sql | selfopt recommend --weight time -o advice.json",
               "weighted by measured time, for selfopt apply");
  return [state] { return run(*state); };
}

}  // namespace selfopt::app
