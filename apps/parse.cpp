#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/parse.hpp>
#include <selfopt/units.hpp>

#include "command_line.hpp"
#include "output.hpp"
#include "shared_options.hpp"
#include "table.hpp"

namespace selfopt::app {
namespace {

constexpr int k_bad_input = 3;
constexpr std::int64_t k_most_jobs = 64;

struct Options {
  std::vector<std::string> inputs;
  std::string fields;
  bool strict = false;
  bool fingerprint_only = false;
  bool normalize = false;
  std::string catalog;
  std::int64_t jobs = std::clamp<std::int64_t>(std::thread::hardware_concurrency(), 1, k_most_jobs);
  DatabaseOptions database;
  OutputOptions output;
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : ", ") + word;
  return text;
}

void add_row(Table& table, const ParsedStatement& statement) {
  const Features& features = statement.features;
  table.add({features.query_hash.empty() ? "-" : features.query_hash,
             features.error ? "error" : features.statement_type, joined(features.tables),
             std::to_string(features.joins), std::to_string(features.filters),
             std::to_string(features.aggregations),
             fmt::format("{:g}", features.complexity_score()), format_count(statement.query.calls),
             features.error.value_or(features.normalized_query)});
}

ParseSummary write_table(const Options& options, const ParseOptions& parse_options) {
  using Align = Table::Align;
  Table table({{"query_hash"},
               {"type"},
               {"tables", Align::left, true},
               {"joins", Align::right},
               {"filters", Align::right},
               {"aggs", Align::right},
               {"score", Align::right},
               {"calls", Align::right},
               {"query", Align::left, true}});
  const ParseSummary summary =
      parse(parse_options, [&](const ParsedStatement& statement) { add_row(table, statement); });
  write_output(options.output.path(), table.text(stdout_width()));
  return summary;
}

// One word or statement a line, for sort, uniq and the like.
ParseSummary write_plain(const Options& options, const ParseOptions& parse_options) {
  Output output(options.output.path());
  const auto render = [&](const ParsedStatement& statement) {
    const Features& features = statement.features;
    return (options.fingerprint_only ? features.query_hash : features.normalized_query) + "\n";
  };
  const ParseSummary summary =
      parse(parse_options, render, [&](std::string_view lines) { output.write(lines); });
  output.finish();
  return summary;
}

ParseSummary write_lines(const Options& options, const ParseOptions& parse_options) {
  const auto form =
      options.output.format() == "csv" ? FeaturesWriter::Form::csv : FeaturesWriter::Form::jsonl;
  const FeaturesWriter writer(form, split_at_commas(options.fields));
  Output output(options.output.path());
  output.write(writer.header());
  const ParseSummary summary = parse(
      parse_options, [&](const ParsedStatement& statement) { return writer.line(statement); },
      [&](std::string_view lines) { output.write(lines); });
  output.finish();
  return summary;
}

int run(const Options& options) {
  if (options.fingerprint_only && options.normalize)
    throw Error(ErrorKind::usage, "--fingerprint-only and --normalize exclude each other");
  const bool plain = options.fingerprint_only || options.normalize;
  if (plain && !options.fields.empty())
    throw Error(ErrorKind::usage, "--fields has no meaning with --fingerprint-only or --normalize");
  if (!options.catalog.empty() && options.database.named_by_option())
    throw Error(ErrorKind::usage, "--catalog and a database exclude each other");
  if (options.jobs < 1 || options.jobs > k_most_jobs)
    throw Error(ErrorKind::usage,
                fmt::format("--jobs {} is not between 1 and {}", options.jobs, k_most_jobs));
  ParseOptions parse_options;
  parse_options.inputs = options.inputs;
  parse_options.catalog_file = options.catalog;
  if (options.database.named_by_option()) parse_options.database = options.database.open();
  parse_options.jobs = static_cast<int>(options.jobs);
  parse_options.depth = options.fingerprint_only ? ParseDepth::fingerprint
                        : options.normalize      ? ParseDepth::normalized
                                                 : ParseDepth::features;
  const bool table = options.output.format() == "table" && options.fields.empty();
  const ParseSummary summary = plain   ? write_plain(options, parse_options)
                               : table ? write_table(options, parse_options)
                                       : write_lines(options, parse_options);
  if (summary.failed == 0) return 0;
  const std::string message =
      fmt::format("{} of {} statements do not parse; {}", format_count(summary.failed),
                  format_count(summary.statements), summary.first_failure);
  log::write(options.strict ? log::Level::error : log::Level::warning, message);
  return options.strict ? k_bad_input : 0;
}

}  // namespace

Runner declare_parse(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  line.summary("Read what SQL statements are made of: tables, joins, filters, columns");
  line.positional("INPUT", options->inputs,
                  "Files of SQL or of Workload lines, \"-\" is standard input");
  line.flag("--fingerprint-only", options->fingerprint_only,
            "Write the query_hash of each statement and no more, one a line");
  line.flag("--normalize", options->normalize,
            "Write each statement normalised, on one line, and no more");
  line.option("--fields", "LIST", options->fields,
              "Write these fields only, for example query_hash,tables,joins");
  line.flag("--strict", options->strict, "Exit with status 3 if a statement does not parse");
  line.option("--jobs", "N", options->jobs, "Threads; by default one for each processor");
  line.option("--catalog", "FILE", options->catalog,
              "File that says which columns the tables have, so that each column finds its table");
  options->database.declare(line, "Its tables say whose a column is. Without it none is asked");
  options->output.declare(line, {"table", "jsonl", "csv"});
  line.example("selfopt parse queries.sql", "what each statement is made of");
  line.example("selfopt collect | selfopt parse --format csv -o features.csv",
               "the server's own statements as a table for other programs");
  line.example("selfopt parse --dsn dw queries.sql",
               "the same, each column with the table of database dw that it belongs to");
  line.example("selfopt parse --fingerprint-only log.sql | sort | uniq -c | sort -rn",
               "the most frequent statements of a file");
  return [options] { return run(*options); };
}

}  // namespace selfopt::app
