#include <memory>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/etl.hpp>
#include <selfopt/log.hpp>
#include <selfopt/units.hpp>
#include <selfopt/workload.hpp>

#include "command_line.hpp"
#include "output.hpp"
#include "shared_options.hpp"
#include "table.hpp"

namespace selfopt::app {
namespace {

struct State {
  DatabaseOptions database;
  OutputOptions output;
  LoadOptions load;
  std::string if_exists = "replace";
  std::string key;
  std::string partition_by;
  std::string reference;
  std::vector<std::string> workload;
  std::string on_drift;
  std::string max_rejects = "0";
  std::string delimiter;
  std::optional<std::string> quote;
  std::string escape;
  std::string comment;
  std::string thousands;
  std::string decimal = ".";
  std::string date_order;
  std::string trailing_delimiter;
  bool header = false;
  bool no_header = false;
  bool dry_run = false;
  std::optional<std::int64_t> jobs;
};

char one_character(const std::string& option, const std::string& text) {
  if (text == "tab" || text == "\\t") return '\t';
  const bool printable = text.size() == 1 && static_cast<unsigned char>(text[0]) < 0x80 &&
                         text[0] != '\n' && text[0] != '\r';
  if (printable) return text[0];
  throw Error(ErrorKind::usage, fmt::format("{} \"{}\" is not one ASCII character", option, text),
              {}, "Write for example ';' or tab.");
}

void check_spread(const State& state, const LoadOptions& load) {
  const bool is_auto = load.distribute_by == "auto";
  if (is_auto && state.workload.empty())
    throw Error(ErrorKind::usage, "--distribute-by auto needs --workload", {},
                "Name a file of the statements that the tables are for.");
  if (!is_auto && !state.workload.empty())
    throw Error(ErrorKind::usage, "--workload has no use without --distribute-by auto");
  if (load.colocate_with && !load.distribute_by)
    throw Error(ErrorKind::usage, "--colocate-with needs --distribute-by", {},
                "Name the column whose values the two tables have in common.");
  if ((load.distribute_by || !load.reference.empty()) && load.partition_by)
    throw Error(ErrorKind::usage, "--partition-by and options for Citus contradict each other", {},
                "Load into a partitioned table that is distributed already.");
}

LoadOptions options_of(const State& state) {
  LoadOptions load = state.load;
  load.if_exists = state.if_exists == "append"   ? IfExists::append
                   : state.if_exists == "upsert" ? IfExists::upsert
                   : state.if_exists == "fail"   ? IfExists::fail
                                                 : IfExists::replace;
  load.key = split_at_commas(state.key);
  if (!state.partition_by.empty()) load.partition_by = PartitionBy::parse(state.partition_by);
  if (load.if_exists == IfExists::upsert && load.key.empty())
    throw Error(ErrorKind::usage, "--if-exists upsert needs --key", {},
                "Name the columns that tell rows apart, for example --key id.");
  if (load.if_exists == IfExists::append && !load.key.empty())
    throw Error(ErrorKind::usage, "--key and --if-exists append contradict each other", {},
                "Use --if-exists upsert to replace rows with the same key.");
  load.reference = split_at_commas(state.reference);
  check_spread(state, load);
  if (!state.workload.empty()) load.workload = load_workload(state.workload);
  if (load.online && load.partition_by)
    throw Error(ErrorKind::usage, "--online and --partition-by contradict each other", {},
                "Readers wait while a table gets new partitions.");
  if (!state.on_drift.empty())
    load.on_drift = state.on_drift == "fail"    ? OnDrift::fail
                    : state.on_drift == "widen" ? OnDrift::widen
                                                : OnDrift::ignore;
  load.max_rejects = RejectLimit::parse(state.max_rejects);
  if (!state.delimiter.empty()) load.delimiter = one_character("--delimiter", state.delimiter);
  if (state.quote)
    load.quote = state.quote->empty() || *state.quote == "none"
                     ? '\0'
                     : one_character("--quote", *state.quote);
  if (load.delimiter && load.quote == load.delimiter)
    throw Error(ErrorKind::usage, "--delimiter and --quote are the same character");
  if (!state.escape.empty()) load.escape = one_character("--escape", state.escape);
  if (!state.comment.empty()) load.comment = one_character("--comment", state.comment);
  if (!state.thousands.empty()) load.thousands = one_character("--thousands", state.thousands);
  load.decimal_point = one_character("--decimal", state.decimal);
  if (load.thousands == load.decimal_point)
    throw Error(ErrorKind::usage, "--thousands and --decimal are the same character");
  if (state.header && state.no_header)
    throw Error(ErrorKind::usage, "--header and --no-header contradict each other");
  if (state.header || state.no_header) load.header = state.header;
  if (!state.trailing_delimiter.empty())
    load.trailing_delimiter = state.trailing_delimiter == "yes";
  if (!state.date_order.empty()) load.day_first = state.date_order == "dmy";
  if (state.jobs && (*state.jobs < 1 || *state.jobs > 64))
    throw Error(ErrorKind::usage, fmt::format("--jobs {} is not between 1 and 64", *state.jobs));
  if (state.jobs) load.jobs = static_cast<int>(*state.jobs);
  if (load.inputs.empty() && load.sql_files.empty())
    throw Error(ErrorKind::usage, "no file is named", {},
                "Name files or folders, or - for standard input.");
  return load;
}

double megabytes_per_second(const LoadReport& report) {
  return report.seconds > 0 ? static_cast<double>(report.bytes) / 1e6 / report.seconds : 0;
}

std::string table_of(const std::vector<LoadReport>& reports) {
  Table table({{.title = "file", .may_shrink = true},
               {.title = "table", .may_shrink = true},
               {.title = "rows", .align = Table::Align::right},
               {.title = "rejected", .align = Table::Align::right},
               {.title = "seconds", .align = Table::Align::right},
               {.title = "MB/s", .align = Table::Align::right},
               {.title = "columns", .may_shrink = true}});
  for (const LoadReport& report : reports) {
    std::string columns;
    for (const LoadedColumn& column : report.columns)
      columns += (columns.empty() ? "" : ", ") + column.name + " " + column.type;
    table.add({report.file, report.table, format_count(report.rows_loaded),
               format_count(report.rows_rejected), fmt::format("{:.2f}", report.seconds),
               fmt::format("{:.1f}", megabytes_per_second(report)), columns});
  }
  return table.text(stdout_width());
}

void show(const State& state, const std::vector<LoadReport>& reports) {
  if (state.output.format() == "table") {
    if (!reports.empty()) write_output(state.output.path(), table_of(reports));
    return;
  }
  std::string lines;
  for (const LoadReport& report : reports)
    lines += write_load_line(report);
  write_output(state.output.path(), lines);
}

void summarize(const LoadReport& report) {
  const std::string rejected =
      report.rows_rejected == 0
          ? ""
          : fmt::format(", {} rejected (first: {})", format_count(report.rows_rejected),
                        report.first_reject);
  log::notice("{}: {} into {} in {:.2f} s ({:.1f} MB/s){}", report.file,
              counted(report.rows_loaded, "row"), report.table, report.seconds,
              megabytes_per_second(report), rejected);
}

// Too many rows were rejected: status 1, and not an error of the program's.
void explain_refusal(const State& state, const LoadReport& report) {
  log::warning("{}: nothing {} loaded into {}: {} of {} rejected, more than --max-rejects {}",
               report.file, state.dry_run ? "would be" : "was", report.table,
               format_count(report.rows_rejected), counted(report.rows_read, "row"),
               state.max_rejects);
  if (!report.first_reject.empty()) log::warning("the first: {}", report.first_reject);
}

// \returns the exit status: that of the first table that failed, else 1 if one had too many rejects
int status_of(const LoadResult& result) {
  int status = 0;
  for (const LoadReport& report : result.reports)
    if (!report.loaded) status = 1;
  if (!result.failures.empty()) status = result.failures.front().exit_status();
  return status;
}

int run(const State& state) {
  const LoadOptions options = options_of(state);
  if (state.dry_run) {
    std::string sql;
    LoadResult wanted;
    for (const LoadPreview& preview : preview_files(options)) {
      sql += fmt::format("-- {}: {}; {}, {} rejected\n{}", preview.report.file, preview.dialect,
                         counted(preview.report.rows_read, "row"),
                         format_count(preview.report.rows_rejected), preview.create_table);
      wanted.reports.push_back(preview.report);
    }
    write_output(state.output.path(), sql);
    for (const LoadReport& report : wanted.reports)
      if (!report.loaded) explain_refusal(state, report);
    return status_of(wanted);
  }
  const LoadResult result = load_files(state.database.open(), options);
  show(state, result.reports);
  for (const LoadReport& report : result.reports)
    if (!report.loaded)
      explain_refusal(state, report);
    else if (report.skipped)
      continue;
    else if (state.output.format() != "table")
      summarize(report);
  for (const Error& failure : result.failures)
    log::write(failure);
  return status_of(result);
}

}  // namespace

Runner declare_etl(CommandLine& line) {
  auto state = std::make_shared<State>();
  LoadOptions& load = state->load;
  line.summary("Load CSV and TSV files into tables, with inferred types");
  line.positional("FILE", load.inputs,
                  "Files, folders or patterns; also compressed with gzip or zstd; - is standard "
                  "input");
  line.section("Target");
  line.option("--schema", "SCHEMA", load.schema, "Schema of the tables, made if missing");
  line.option("--table", "TABLE", load.table,
              "Load everything into this table; without it each file gives its name");
  line.option("--schema-file", "FILE", load.schema_file,
              "SQL with CREATE TABLE and COMMENT ON: types, keys and constraints of new tables");
  line.choice("--if-exists", state->if_exists, {"replace", "append", "upsert", "fail"},
              "What becomes of a table that exists");
  line.flag("--online", load.online,
            "Let readers of a table that is replaced go on with the old rows; slower");
  line.option("--key", "COLUMN,...", state->key,
              "Columns that tell rows apart: of several rows with the same key the last is loaded");
  line.option("--partition-by", "PERIOD(COLUMN)", state->partition_by,
              "Divide a new table by day, week, month, quarter or year of a date or time stamp");
  line.option("--distribute-by", "COLUMN|auto", load.distribute_by,
              "On Citus: spread new tables over the nodes by this column; auto: as --workload "
              "wants it");
  line.option("--reference", "TABLE,...", state->reference,
              "On Citus: give every node a copy of these tables");
  line.option("--colocate-with", "TABLE", load.colocate_with,
              "On Citus: keep rows with the same value on the node where this table has them");
  line.option("--workload", "FILE", state->workload,
              "Statements that the tables are for, for --distribute-by auto; repeatable");
  line.choice("--on-drift", state->on_drift, {"fail", "widen", "ignore"},
              "If the file's columns are not the table's: fail; widen the table; or leave columns "
              "out and reject values");
  line.option("--max-rejects", "N|P%", state->max_rejects,
              "Rows that may be rejected before nothing is loaded");
  line.option("--rejects", "FILE", load.rejects_file, "Write the rejected rows to FILE as CSV");
  line.option("--sql", "FILE", load.sql_files,
              "Run the statements of FILE after the loads; repeatable, all in one transaction");
  line.option(
      "--jobs", "N", state->jobs,
      "Connections that load at the same time: one a table, or several for a large new one; "
      "without it two, or one where there is one processor");
  line.flag("--skip-loaded", load.skip_loaded,
            "Pass over files whose bytes the table holds already, as selfopt.loads says");
  line.flag("--dry-run", state->dry_run,
            "Show what was guessed and CREATE TABLE; uses no database");
  line.section("Reading");
  line.option("--delimiter", "CHAR", state->delimiter,
              "Character between values, or the word tab; guessed without it");
  line.option("--quote", "CHAR", state->quote,
              "Character around values, or the word none; guessed without it");
  line.option(
      "--escape", "CHAR", state->escape,
      "Character before a quote inside quotes, for example \\; without it the quote itself");
  line.option("--comment", "CHAR", state->comment,
              "Pass over lines that begin with this character");
  line.option("--encoding", "NAME", load.encoding,
              "Encoding of the files, as iconv names it; guessed without it");
  line.option("--thousands", "CHAR", state->thousands,
              "Character between groups of three digits, as in 1,234,567");
  line.option("--decimal", "CHAR", state->decimal, "Decimal point of numbers");
  line.flag("--header", state->header, "The first row names the columns; guessed without it");
  line.flag("--no-header", state->no_header, "The first row is data");
  line.choice("--trailing-delimiter", state->trailing_delimiter, {"yes", "no"},
              "Whether rows end in a delimiter, with no column behind it; guessed without it");
  line.option("--null", "TEXT", load.null_tokens,
              "Text that stands for NULL, in place of the empty value, \\N and NULL; repeatable");
  line.choice("--date-order", state->date_order, {"dmy", "mdy"},
              "Order in dates like 3/4/2024; without it what all rows of a column agree on");
  line.flag("--trim", load.trim, "Drop white space around unquoted values");
  state->output.declare(line, {"table", "jsonl"});
  state->database.declare(line);
  line.example("selfopt etl datasets/*.csv", "load each file into bronze.NAME");
  line.example("selfopt etl --dry-run orders.csv.gz", "show types and CREATE TABLE only");
  line.example("zcat log.gz | selfopt etl - --table log --max-rejects 1%",
               "load standard input, tolerating a few bad rows");
  return [state] { return run(*state); };
}

}  // namespace selfopt::app
