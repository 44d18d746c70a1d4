#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include <selfopt/atomic_file.hpp>
#include <selfopt/error.hpp>
#include <selfopt/etl.hpp>
#include <selfopt/log.hpp>

#include "diag/progress.hpp"
#include "env/files.hpp"
#include "env/hash.hpp"
#include "env/machine.hpp"
#include "env/signals.hpp"
#include "etl/input_list.hpp"
#include "etl/load_table.hpp"
#include "etl/names.hpp"
#include "etl/node_guard.hpp"
#include "etl/row_converter.hpp"
#include "etl/run_scripts.hpp"
#include "etl/schema_file.hpp"
#include "etl/skip_loaded.hpp"
#include "etl/spread.hpp"
#include "exchange/load_jsonl.hpp"
#include "pg/cluster.hpp"
#include "pg/load_ledger.hpp"
#include "pg/load_publish.hpp"
#include "pg/load_target.hpp"
#include "pg/schema.hpp"
#include "pg/session.hpp"

namespace selfopt {
namespace etl {
namespace {

// The files of one table, in the order of the inputs.
struct TableInputs {
  pg::TargetName name;
  std::vector<InputFile> files;
};

// What became of one table.
struct Outcome {
  std::vector<LoadReport> reports;
  std::optional<Error> failure;
  std::unique_ptr<Rejects> rejects;
};

// The server would cut a name that is too long, and then not know it by what the user calls it.
void check_name(const char* option, const std::string& name) {
  constexpr std::size_t k_most_bytes = 63;
  if (name.empty()) throw Error(ErrorKind::usage, fmt::format("{} is empty", option));
  if (name.size() > k_most_bytes)
    throw Error(ErrorKind::usage, fmt::format("{} \"{}\" has {} bytes; PostgreSQL takes {}", option,
                                              name, name.size(), k_most_bytes));
}

std::vector<TableInputs> named_tables(const LoadOptions& options) {
  check_name("--schema", options.schema);
  if (options.table) check_name("--table", *options.table);
  const auto files = list_inputs(options.inputs);
  if (options.table) return {{{options.schema, *options.table}, files}};
  std::vector<TableInputs> tables;
  for (const InputFile& file : files) {
    if (file.path == "-")
      throw Error(ErrorKind::usage, "standard input has no table name", {},
                  "Give one with --table NAME.");
    if (file.table.empty())
      throw Error(ErrorKind::usage, fmt::format("\"{}\" gives no table name", file.path), {},
                  "Give one with --table NAME.");
    for (const TableInputs& other : tables)
      if (other.name.table == file.table)
        throw Error(ErrorKind::usage,
                    fmt::format("\"{}\" and \"{}\" would both become table \"{}\"",
                                other.files.front().path, file.path, file.table),
                    {}, "Load them one by one, or all into one table with --table NAME.");
    tables.push_back({{options.schema, file.table}, {file}});
  }
  return tables;
}

std::vector<TableInputs> tables_of(const LoadOptions& options) {
  auto tables = named_tables(options);
  std::vector<std::string> names;
  for (const TableInputs& table : tables)
    names.push_back(table.name.table);
  check_schema_file(names, options);
  return tables;
}

std::int64_t total_bytes(const std::vector<TableInputs>& tables) {
  std::int64_t bytes = 0;
  for (const TableInputs& table : tables)
    for (const InputFile& file : table.files)
      bytes += size_of(file);
  return bytes;
}

// Fails where nothing can be changed, and drops what a load that was killed has left behind.
// \returns who looks after the nodes of a cluster; null without one
std::unique_ptr<NodeGuard> look_around(const Database& database, const std::string& schema) {
  pg::Wire wire(database);
  pg::check_writable(wire);
  for (const std::string& table : pg::drop_abandoned_stages(wire, schema))
    log::notice("dropped \"{}.{}\", which a load that was killed had left behind", schema, table);
  return pg::is_in_cluster(wire) ? std::make_unique<NodeGuard>(database) : nullptr;
}

// The ledger is kept where the user may; a load does not depend on it.
bool prepare_ledger(const Database& database) {
  pg::Session session(database);
  try {
    pg::ensure_schema(session);
    return true;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::refused) throw;
    log::warning("{}; loads are not recorded in selfopt.loads", error.message());
    return false;
  }
}

// What the ledger says of the options. A schema file counts by what it holds, not by its name.
std::string options_json(const LoadOptions& options) {
  return exchange::write_load_options(
      options, options.schema_file ? env::stable_hash_hex(env::read_whole(*options.schema_file))
                                   : std::string());
}

// What all tables of a run have in common.
struct Run {
  const Database& database;
  const LoadOptions& options;
  bool ledger;  // whether there is one
  std::string options_json;
  std::map<std::string, Spread> spreads;  // by table; those that are missing stay whole
  NodeGuard* guard = nullptr;             // null without nodes
};

pg::TargetSpread spread_of(const Run& run, const TableInputs& table) {
  const auto spread = run.spreads.find(table.name.table);
  return spread == run.spreads.end() ? pg::TargetSpread{} : spread->second.target;
}

std::string describe(const pg::TargetSpread& spread) {
  if (spread.reference) return "has a copy on every node";
  return spread.column.empty() ? "stays on the coordinator" : "is distributed by " + spread.column;
}

// For all tables at once, since one is spread in view of the others.
std::map<std::string, Spread> spreads_of(const Database& database,
                                         const std::vector<TableInputs>& tables,
                                         const LoadOptions& options) {
  if (!options.distribute_by && options.reference.empty()) return {};
  pg::Wire wire(database);
  pg::demand_cluster(wire);
  std::vector<SpreadTable> samples;
  for (const TableInputs& table : tables)
    samples.push_back(sample_for_spread(plan_table(table.name, table.files, options), options));
  auto spreads = choose_spreads(samples, options);
  for (const auto& [name, spread] : spreads)
    if (options.distribute_by == "auto")
      log::notice("{} {}: {}", name, describe(spread.target), spread.reason);
  return spreads;
}

Outcome load_one(const Run& run, const TableInputs& table, std::size_t connections,
                 Progress& progress) {
  const LoadOptions& options = run.options;
  Outcome outcome;
  outcome.rejects = std::make_unique<Rejects>(options.max_rejects);
  try {
    pg::Wire wire(run.database);
    const NodeGuard::Guarded guarded(run.guard, wire);
    pg::allow_long_statements(wire);
    const bool records = run.ledger && pg::may_record_loads(wire);
    std::vector<InputFile> files = table.files;
    if (options.skip_loaded && records)
      outcome.reports = take_out_loaded(wire, table.name, files, options, run.options_json);
    for (const LoadReport& skipped : outcome.reports)
      progress.advance(skipped.bytes);
    if (files.empty()) return outcome;
    auto loaded = load_table(
        {run.database, wire, options, records, run.options_json, spread_of(run, table), run.guard,
         connections, *outcome.rejects, [&](std::int64_t bytes) { progress.advance(bytes); }},
        plan_table(table.name, files, options));
    outcome.reports.insert(outcome.reports.end(), std::make_move_iterator(loaded.begin()),
                           std::make_move_iterator(loaded.end()));
  } catch (const Error& error) {
    outcome.failure = run.guard ? run.guard->explain(error) : error;
  } catch (const std::bad_alloc&) {
    outcome.failure = Error(ErrorKind::internal, "out of memory");
  }
  return outcome;
}

// Two are faster than one only where they do not share a processor. More were not measured.
std::size_t connections_of(const LoadOptions& options) {
  if (options.jobs) return static_cast<std::size_t>(std::max(*options.jobs, 1));
  return env::usable_processors() == 1 ? 1 : 2;
}

std::vector<Outcome> load_all(const Run& run, const std::vector<TableInputs>& tables) {
  Progress progress("loading", total_bytes(tables), Progress::Unit::bytes);
  std::vector<Outcome> outcomes(tables.size());
  std::atomic<std::size_t> next{0};
  const std::size_t wanted = connections_of(run.options);
  const std::size_t jobs = std::min(wanted, tables.size());
  const auto work = [&] {
    for (std::size_t i; (i = next++) < tables.size();)
      if (env::interrupted_by() == 0)
        outcomes[i] = load_one(run, tables[i], wanted / jobs, progress);
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < jobs; ++i)
    threads.emplace_back(work);
  work();
  for (std::jthread& thread : threads)
    thread.join();
  return outcomes;
}

std::string csv_quoted(const std::string& value) {
  if (value.find_first_of(",\"\r\n") == std::string::npos) return value;
  return quoted_name(value);
}

void write_rejects_file(const std::string& path, const std::vector<Outcome>& outcomes) {
  AtomicFile file(path);
  file.write("file,line,byte_offset,column_name,reason,raw\n");
  for (const Outcome& outcome : outcomes) {
    if (!outcome.rejects) continue;
    outcome.rejects->for_each([&](const std::vector<std::string>& values) {
      std::string line;
      for (const std::string& value : values)
        line += (line.empty() ? "" : ",") + csv_quoted(value);
      file.write(line + "\n");
    });
  }
  file.commit();
}

// What comes after the loads makes no sense if one of them is missing.
void transform(const Database& database, const LoadOptions& options, LoadResult& result) {
  const bool all_loaded =
      result.failures.empty() &&
      std::ranges::all_of(result.reports, [](const LoadReport& report) { return report.loaded; });
  if (!all_loaded) {
    log::warning("the SQL files were not run, since not all tables were loaded");
    return;
  }
  if (!result.reports.empty() && std::ranges::all_of(result.reports, [](const LoadReport& report) {
        return report.skipped;
      })) {
    log::notice("the SQL files were not run, since nothing was loaded");
    return;
  }
  try {
    pg::Wire wire(database);
    pg::allow_long_statements(wire);
    pg::limit_lock_waits(wire);
    run_scripts(wire, options.sql_files);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    result.failures.push_back(error);
  }
}

// One pass over everything: afterwards the evidence is complete.
std::vector<LoadPreview> preview_table(const TableInputs& table, const LoadOptions& options,
                                       Progress& progress) {
  TablePlan plan = plan_table(table.name, table.files, options);
  Rejects rejects(options.max_rejects);
  RowConverter converter(plan, rejects, options,
                         [&](std::int64_t bytes) { progress.advance(bytes); });
  std::vector<LoadPreview> previews;
  for (const PlannedFile& file : plan.files) {
    const FileCounts counts = converter.convert(file, nullptr);
    LoadPreview preview;
    preview.report.file = file.input.path;
    preview.report.table = plan.shown_name();
    preview.report.rows_read = counts.rows_read;
    preview.report.rows_rejected = counts.rows_rejected;
    preview.report.rows_loaded = counts.rows_read - counts.rows_rejected;
    preview.report.bytes = counts.bytes;
    preview.dialect = describe(file.dialect);
    if (!file.input.encoding.empty()) preview.dialect += ", " + file.input.encoding;
    previews.push_back(std::move(preview));
  }
  std::int64_t rows = 0;
  for (LoadPreview& preview : previews) {
    rows += preview.report.rows_read;
    if (preview.report.rows_rejected > 0)
      preview.report.first_reject = rejects.first_of(preview.report.file);
  }
  for (LoadPreview& preview : previews)
    preview.report.loaded = options.max_rejects.allows(rejects.count(), rows);
  take_types_from_evidence(plan);
  decide_null_words(plan);
  note_null_words(plan);
  for (std::size_t i = 0; i < previews.size(); ++i)
    for (const std::size_t column : plan.files[i].columns)
      previews[i].report.columns.push_back({plan.columns[column].name,
                                            sql_type(plan.columns[column].type),
                                            plan.columns[column].nullable});
  previews.front().create_table = create_table_sql(plan);
  return previews;
}

}  // namespace
}  // namespace etl

LoadResult load_files(const Database& database, const LoadOptions& options) {
  const auto tables = etl::tables_of(options);
  const std::unique_ptr<etl::NodeGuard> guard = etl::look_around(database, options.schema);
  const bool ledger = etl::prepare_ledger(database);
  const auto outcomes = etl::load_all({database, options, ledger, etl::options_json(options),
                                       etl::spreads_of(database, tables, options), guard.get()},
                                      tables);
  env::throw_if_interrupted();
  LoadResult result;
  for (const etl::Outcome& outcome : outcomes) {
    result.reports.insert(result.reports.end(), outcome.reports.begin(), outcome.reports.end());
    if (outcome.failure) result.failures.push_back(*outcome.failure);
  }
  if (options.rejects_file) etl::write_rejects_file(*options.rejects_file, outcomes);
  if (!options.sql_files.empty()) etl::transform(database, options, result);
  return result;
}

std::vector<LoadPreview> preview_files(const LoadOptions& options) {
  const auto tables = etl::tables_of(options);
  Progress progress("reading", etl::total_bytes(tables), Progress::Unit::bytes);
  std::vector<LoadPreview> previews;
  for (const etl::TableInputs& table : tables)
    for (LoadPreview& preview : etl::preview_table(table, options, progress))
      previews.push_back(std::move(preview));
  return previews;
}

std::string write_load_line(const LoadReport& report) {
  return exchange::write_load_report(report);
}

}  // namespace selfopt
