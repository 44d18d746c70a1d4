#include <memory>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/report.hpp>
#include <selfopt/units.hpp>
#include <selfopt/workload.hpp>

#include "commands.hpp"
#include "output.hpp"
#include "shared_options.hpp"
#include "table.hpp"
#include "workload_table.hpp"

namespace selfopt::app {
namespace {

struct State {
  std::vector<std::string> inputs;
  std::string html;
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
    text += fmt::format("database {}, {} to {}\n", performance.database,
                        from.empty() ? "the beginning" : from, performance.to);
    if (!performance.from.empty() && performance.covers_from < performance.from &&
        !performance.covers_from.empty())
      text += fmt::format("(some calls are counted together since {})\n", performance.covers_from);
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

std::string as_table(const Performance& performance, std::size_t width) {
  using enum Table::Align;
  std::string text = summary(performance);
  if (performance.top.empty()) return text;
  Table table({{"calls", right},
               {"total", right},
               {"share", right},
               {"mean", right},
               {"max", right},
               {"CPU", right},
               {"query", left, true}});
  for (const StatementPerformance& statement : performance.top)
    table.add({format_count(statement.calls), format_duration_ms(statement.total_ms),
               fmt::format("{:.1f} %", statement.share * 100),
               format_duration_ms(statement.mean_ms), format_duration_ms(statement.max_ms),
               duration(statement.cpu_ms), query_label("", statement.sql)});
  return text + "\n" + table.text(width);
}

int run(State& state) {
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
  line.duration("--since", state->options.since_ms,
                "Length of the period that ends now; default 1h, 0 is everything stored");
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
  return [state] { return run(*state); };
}

}  // namespace selfopt::app
