#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/moment.hpp>
#include <selfopt/report.hpp>
#include <selfopt/units.hpp>
#include <selfopt/workload.hpp>

#include "commands.hpp"
#include "output.hpp"
#include "shared_options.hpp"
#include "standing_table.hpp"
#include "table.hpp"
#include "workload_table.hpp"

namespace selfopt::app {
namespace {

struct State {
  std::vector<std::string> inputs;
  std::string html;
  std::string since;
  ReportOptions options;
  DatabaseOptions database;
  OutputOptions output;
};

std::string duration(const std::optional<double>& ms) {
  return ms ? format_duration_ms(*ms) : "-";
}

std::string summary(const Performance& performance) {
  std::string text;
  if (!performance.to.empty()) {
    const std::string from = performance.from.empty() ? performance.covers_from : performance.from;
    text += fmt::format("database {}, {} to {} {}\n", performance.database,
                        from.empty() ? "the beginning" : shown_moment(from),
                        shown_moment(performance.to), zone_of(performance.to));
    if (!performance.from.empty() && performance.covers_from < performance.from &&
        !performance.covers_from.empty())
      text += fmt::format("(some calls are counted together since {})\n",
                          shown_moment(performance.covers_from));
  }
  text += fmt::format("calls      {} of {} statements\n", format_count(performance.calls),
                      format_count(performance.statements));
  text += fmt::format("total      {}\naverage    {}\nmaximum    {}\n",
                      format_duration_ms(performance.total_ms), duration(performance.average_ms),
                      duration(performance.maximum_ms));
  text += fmt::format("p50        {}\np95        {}\np99        {}\n", duration(performance.p50_ms),
                      duration(performance.p95_ms), duration(performance.p99_ms));
  text += fmt::format(
      "CPU        {}\nmemory     {}\n", duration(performance.cpu_ms),
      performance.peak_memory_bytes ? format_bytes(*performance.peak_memory_bytes) : "-");
  return text;
}

// \param share of a bar of k_bar_cells, 0 to 1, to an eighth of a cell
std::string bar(double share) {
  constexpr double k_bar_cells = 10;
  constexpr std::array<const char*, 8> k_parts{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto eighths = static_cast<std::size_t>(std::lround(share * k_bar_cells * 8));
  std::string text;
  for (std::size_t i = 0; i < eighths / 8; ++i)
    text += "█";
  return text + k_parts[eighths % 8];
}

// Each value as a column of an eighth to a whole line; \p most fills it.
std::string columns(const std::vector<double>& values, double most) {
  constexpr std::array<const char*, 8> k_columns{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::string text;
  for (const double value : values)
    text += value <= 0
                ? " "
                : k_columns[static_cast<std::size_t>(std::lround(7 * std::min(1.0, value / most)))];
  return text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
}

// The total time of each span.
std::string timeline(const std::vector<TimelineSpan>& spans) {
  if (spans.size() < 2) return {};
  std::vector<double> times;
  for (const TimelineSpan& span : spans)
    times.push_back(span.total_ms);
  const double most = std::ranges::max(times);
  return fmt::format("\ntime from {} to {}, up to {} in each column\n",
                     shown_moment(spans.front().from), shown_moment(spans.back().to),
                     format_duration_ms(most)) +
         columns(times, most);
}

// Which kinds of statements take the time.
std::string clusters(const Performance& performance, std::size_t width) {
  using enum Table::Align;
  if (performance.clusters.size() < 2) return {};
  Table table(
      {{"calls", right}, {"total", right}, {"share", right}, {"", left}, {"cluster", left, true}});
  for (const TimelineLayer& cluster : performance.clusters) {
    table.add({format_count(cluster.calls), format_duration_ms(cluster.total_ms),
               fmt::format("{:.1f} %", cluster.share * 100), bar(cluster.share), cluster.name});
  }
  return "\n" + table.text(width);
}

// What had been foretold beside what was measured, on the same scale.
std::string predictions(const PredictionSummary& summary, const std::vector<TimelineSpan>& spans) {
  std::string text = fmt::format(
      "\nforetold {} of {}: q-error {:.3g} at the median, {:.3g} at 95 %, {:.0f} % within their "
      "interval\n",
      counted(summary.whole.measurements, "measurement"), counted(summary.statements, "statement"),
      summary.whole.q_error_p50, summary.q_error_p95, 100 * summary.within_interval);
  std::vector<double> measured(spans.size());
  std::vector<double> foretold(spans.size());
  for (const PredictionSpan& one : summary.timeline) {
    const auto place = static_cast<std::size_t>(
        std::ranges::find(spans, one.from, &TimelineSpan::from) - spans.begin());
    measured[place] = one.measured_ms;
    foretold[place] = one.predicted_ms;
  }
  const auto line = [&](const char* what, double total_ms, const std::vector<double>& values) {
    text += fmt::format("{} {:>9} ", what, format_duration_ms(total_ms));
    text += spans.size() < 2
                ? "\n"
                : columns(values, std::max(std::ranges::max(measured), std::ranges::max(foretold)));
  };
  line("measured", summary.whole.measured_ms, measured);
  line("foretold", summary.whole.predicted_ms, foretold);
  return text;
}

// Of a Citus cluster: where the rows are.
std::string nodes(const std::vector<NodeShare>& shares, std::size_t width) {
  using enum Table::Align;
  if (shares.empty()) return {};
  Table table({{"node", left}, {"role", left}, {"shards", right}, {"size", right}});
  for (const NodeShare& share : shares)
    table.add({share.node + (share.active ? "" : " (not active)"),
               share.coordinator ? "coordinator" : "worker", format_count(share.shards),
               share.size_bytes ? format_bytes(*share.size_bytes) : "-"});
  return "\n" + table.text(width);
}

std::string as_table(const Performance& performance, std::size_t width) {
  using enum Table::Align;
  std::string text = summary(performance) + nodes(performance.nodes, width) +
                     timeline(performance.timeline) + clusters(performance, width);
  const std::string standing =
      performance.standing ? standing_tables(*performance.standing, width) : "";
  if (performance.top.empty()) return text + standing;
  if (performance.predictions) text += predictions(*performance.predictions, performance.timeline);
  const bool foretold = performance.predictions.has_value();
  std::vector<Table::Column> columns{
      {"calls", right}, {"total", right}, {"share", right}, {"", left}, {"mean", right}};
  if (foretold) columns.push_back({"foretold", right});
  columns.insert(columns.end(), {{"max", right}, {"CPU", right}, {"query", left, true}});
  Table table(columns);
  for (const StatementPerformance& statement : performance.top) {
    std::vector<std::string> cells{format_count(statement.calls),
                                   format_duration_ms(statement.total_ms),
                                   fmt::format("{:.1f} %", statement.share * 100),
                                   bar(statement.share), format_duration_ms(statement.mean_ms)};
    if (foretold) cells.push_back(duration(statement.predicted_ms));
    cells.insert(cells.end(), {format_duration_ms(statement.max_ms), duration(statement.cpu_ms),
                               query_label("", statement.sql)});
    table.add(std::move(cells));
  }
  return text + "\n" + table.text(width) + standing;
}

// A length of time, or a point in time.
void read_since(const std::string& text, ReportOptions& options) {
  if (text.empty()) return;
  try {
    options.since_ms = parse_duration_ms(text);
  } catch (const Error&) {
    options.since = text;
  }
}

int run(State& state) {
  read_since(state.since, state.options);
  const std::vector<std::string> inputs = named_or_standard_input(state.inputs);
  const Workload given = inputs.empty() ? Workload() : load_workload(inputs);
  // A pipe with nothing in it, as cron gives, is no input.
  const Performance performance = state.inputs.empty() && given.empty()
                                      ? report(state.database.open(), state.options)
                                      : summarise(given, state.options);
  if (!state.html.empty()) write_output(state.html, to_html(performance));
  write_output(state.output.path(), state.output.format() == "table"
                                        ? as_table(performance, stdout_width())
                                        : to_json(performance));
  return 0;
}

}  // namespace

Runner declare_report(CommandLine& line) {
  auto state = std::make_shared<State>();
  line.summary("Sum up how statements ran: average, maximum, percentiles, the costliest ones");
  line.positional("INPUT", state->inputs,
                  "Files of Workload lines to sum up in place of what a database has stored; \"-\" "
                  "is standard input");
  line.section("Selection");
  line.option("--since", "TIME", state->since,
              "Where the period begins, 2026-11-23 08:30, or its length; default 1h, 0 is "
              "everything stored");
  line.option("--until", "TIME", state->options.until, "Where it ends; default: now");
  line.option("--top", "N", state->options.top,
              "Name the N statements with the most total time; default 10");
  line.option("--source", "NAME", state->options.source,
              "Only what this has measured: pg_stat_statements, replay, ...");
  line.option("--database", "NAME", state->options.database,
              "Only statements of this database; default: all that are stored");
  state->database.declare(line);
  state->output.declare(line, {"json", "table"});
  line.option("--html", "FILE", state->html, "Also write the report as a web page");
  line.example("selfopt collect -q -o /dev/null; selfopt report",
               "Take a snapshot of the server's statistics, then sum up the last hour.");
  line.example("selfopt report --since 7d --html week.html", "Sum up the last week as a web page.");
  line.example("selfopt report --since 2026-11-23 --until 2026-11-24 --top 50", "Sum up one day.");
  return [state] { return run(*state); };
}

}  // namespace selfopt::app
