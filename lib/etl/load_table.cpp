#include "etl/load_table.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "env/signals.hpp"
#include "etl/copy_file.hpp"
#include "etl/keyed_load.hpp"
#include "etl/names.hpp"
#include "etl/partitions.hpp"
#include "etl/schema_file.hpp"
#include "etl/transaction.hpp"
#include "exchange/load_jsonl.hpp"

namespace selfopt::etl {
namespace {

// A restart follows a look at all rows, so one is enough but for types that a table brought along.
// Another may follow for the rows that the server refuses.
constexpr int k_most_attempts = 6;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Load {
  pg::Wire& wire;
  TablePlan& plan;
  const LoadOptions& options;
  bool ledger;
  Rejects& rejects;
  const std::function<void(std::int64_t)>& on_bytes;
  bool carefully = false;  // the server refused a row, so each is to be rejected by itself
};

void create_table(const Load& load) {
  const TablePlan& plan = load.plan;
  const NewTable table = new_table(plan);
  const bool has_key = plan.definition && plan.definition->has_primary_key;
  pg::create_target(load.wire, plan.name, table.columns, table.constraints,
                    has_key ? std::vector<std::string>{} : load.options.key,
                    load.options.partition_by ? load.options.partition_by->column : "");
  if (!plan.definition) return;
  if (!plan.definition->comment.empty())
    pg::comment_on_target(load.wire, plan.name, plan.definition->comment);
  for (const sql::ColumnDefinition& column : plan.definition->columns)
    if (!column.comment.empty())
      pg::comment_on_column(load.wire, plan.name, column.name, column.comment);
}

void prepare_table(const Load& load) {
  TablePlan& plan = load.plan;
  pg::ensure_target_schema(load.wire, plan.name.schema);
  fit_to_existing(plan, pg::read_target(load.wire, plan.name), load.options);
  if (plan.action == Action::append) pg::lock_target(load.wire, plan.name);
  if (plan.action == Action::truncate) pg::truncate_target(load.wire, plan.name);
  if (!plan.changes.empty())
    pg::alter_target(load.wire, plan.name, plan.changes, plan.action == Action::truncate);
  if (plan.action == Action::rebuild) pg::drop_target(load.wire, plan.name);
  std::vector<pg::RangePartition> partitions;
  if (load.options.partition_by) partitions = partitions_of(plan, load.options);
  if (plan.action == Action::create || plan.action == Action::rebuild) create_table(load);
  if (plan.definition) take_types_from_server(plan, *pg::read_target(load.wire, plan.name));
  decide_null_words(plan);
  if (!load.options.partition_by) return;
  plan.may_freeze = false;
  pg::create_partitions(load.wire, plan.name, partitions, snake_case(plan.name.table + "_rest"));
}

// \returns the counts of each file, or nothing if the types have to be others
std::optional<std::vector<FileCounts>> copy_files(
    const Load& load, const std::function<void(std::int64_t)>& on_bytes) {
  RowConverter converter(load.plan, load.rejects, load.options, on_bytes);
  std::vector<FileCounts> counts;
  for (const PlannedFile& file : load.plan.files) {
    const bool given_up = converter.contradiction() || load.rejects.exceeded();
    counts.push_back(given_up ? converter.convert(file, nullptr)
                     : load.carefully
                         ? copy_file_carefully(load.wire, load.plan, file, converter, load.rejects)
                         : copy_file(load.wire, load.plan, file, converter, load.rejects));
  }
  if (const auto& found = converter.contradiction()) {
    log::notice("{}: \"{}\" does not fit column \"{}\", so far {}; loading again with a wider type",
                found->where, found->value, found->column, found->type);
  } else {
    const auto other = std::ranges::find_if(load.plan.columns, [](const PlannedColumn& column) {
      return !column.of_existing && !column.is_left_out && column.evidence.type() != column.type;
    });
    const bool types_hold = other == load.plan.columns.end();
    if (types_hold && (load.rejects.exceeded() || !decide_null_words(load.plan))) return counts;
    if (types_hold)
      log::notice("\"{}\": words like NA have another meaning than it seemed; loading again",
                  load.plan.shown_name());
    else
      log::notice("column \"{}\" of \"{}\" turns out to be {}; loading again", other->name,
                  load.plan.shown_name(), sql_type(other->evidence.type()));
  }
  return std::nullopt;
}

std::vector<LoadReport> report(const Load& load, const std::vector<FileCounts>& counts, bool loaded,
                               Clock::time_point start) {
  std::int64_t all_bytes = 0;
  for (const FileCounts& file : counts)
    all_bytes += file.bytes;
  const double seconds = seconds_since(start);
  std::vector<LoadReport> reports;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    LoadReport one;
    one.file = load.plan.files[i].input.path;
    one.table = load.plan.shown_name();
    one.loaded = loaded;
    one.rows_read = counts[i].rows_read;
    one.rows_rejected = counts[i].rows_rejected;
    one.rows_loaded = loaded ? counts[i].rows_read - counts[i].rows_rejected : 0;
    one.bytes = counts[i].bytes;
    one.seconds = all_bytes == 0 ? seconds
                                 : seconds * static_cast<double>(counts[i].bytes) /
                                       static_cast<double>(all_bytes);
    for (const std::size_t column : load.plan.files[i].columns) {
      const PlannedColumn& planned = load.plan.columns[column];
      one.columns.push_back({planned.name, sql_type(planned.type), planned.nullable});
    }
    if (one.rows_rejected > 0) one.first_reject = load.rejects.first_of(one.file);
    reports.push_back(std::move(one));
  }
  return reports;
}

void write_ledger(const Load& load, const std::vector<FileCounts>& counts,
                  const std::vector<LoadReport>& reports) {
  if (!load.ledger) return;
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < reports.size(); ++i)
    ids.push_back(
        pg::record_load(load.wire, {.file = reports[i].file,
                                    .content_hash = fmt::format("{:016x}", counts[i].hash),
                                    .table_name = reports[i].table,
                                    .loaded = reports[i].loaded,
                                    .rows_read = reports[i].rows_read,
                                    .rows_loaded = reports[i].rows_loaded,
                                    .rows_rejected = reports[i].rows_rejected,
                                    .bytes = reports[i].bytes,
                                    .seconds = reports[i].seconds,
                                    .options_json = exchange::write_load_options(load.options)}));
  if (load.rejects.count() == 0) return;
  pg::copy_rejects_begin(load.wire);
  load.rejects.for_each([&](const std::vector<std::string>& values) {
    const auto file = std::ranges::find(reports, values.front(), &LoadReport::file);
    if (file == reports.end()) return;
    pg::copy_reject(load.wire, ids[static_cast<std::size_t>(file - reports.begin())], values);
  });
  load.wire.copy_end();
}

// Statistics are wanted but not worth failing for: the rows are stored.
void update_statistics(const Load& load) {
  try {
    pg::vacuum_analyze_target(load.wire, load.plan.name);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) {
      log::notice("\"{}\" is loaded, its statistics are not up to date", load.plan.shown_name());
      throw;
    }
    log::warning("\"{}\" is loaded, but VACUUM ANALYZE failed: {}", load.plan.shown_name(),
                 error.message());
  }
}

void note_undecided_dates(const TablePlan& plan) {
  for (const PlannedColumn& column : plan.columns)
    if (!column.of_existing && column.evidence.has_undecided_dates())
      log::notice(
          "column \"{}\" of \"{}\" stays text: its dates could have the day or the month "
          "first; say which with --date-order",
          column.name, plan.shown_name());
}

std::int64_t rows_read(const std::vector<FileCounts>& counts) {
  std::int64_t rows = 0;
  for (const FileCounts& file : counts)
    rows += file.rows_read;
  return rows;
}

// \returns nothing if the types have to be others
std::optional<std::vector<LoadReport>> attempt(Load& load, Clock::time_point start) {
  load.rejects.clear();
  for (PlannedColumn& column : load.plan.columns)
    column.nullable = false;
  std::optional<std::vector<FileCounts>> counts;
  {
    Transaction transaction(load.wire);
    prepare_table(load);
    if (!load.options.key.empty()) begin_keyed(load.wire, load.plan, load.options);
    std::atomic<std::int64_t> told = 0;
    const auto tell = [&](std::int64_t bytes) {
      told += bytes;
      load.on_bytes(bytes);
    };
    try {
      counts = copy_files(load, tell);
    } catch (const RowRefused& refused) {
      log::notice("{}: the server refuses a row ({}); loading again, to find each such row",
                  load.plan.shown_name(), refused.error.message());
      load.carefully = true;
    }
    if (!counts) {
      load.on_bytes(-told);
      return std::nullopt;
    }
    if (!load.options.key.empty() && !load.rejects.exceeded())
      finish_keyed(load.wire, load.plan, load.options, load.rejects, *counts);
    if (load.options.max_rejects.allows(load.rejects.count(), rows_read(*counts))) {
      auto reports = report(load, *counts, true, start);
      write_ledger(load, *counts, reports);
      transaction.commit();
      note_undecided_dates(load.plan);
      note_null_words(load.plan);
      update_statistics(load);
      return reports;
    }
  }
  auto reports = report(load, *counts, false, start);
  Transaction transaction(load.wire);
  write_ledger(load, *counts, reports);
  transaction.commit();
  return reports;
}

}  // namespace

std::vector<LoadReport> load_table(pg::Wire& wire, TablePlan plan, const LoadOptions& options,
                                   bool ledger, Rejects& rejects,
                                   const std::function<void(std::int64_t)>& on_bytes) {
  Load load{wire, plan, options, ledger, rejects, on_bytes};
  const auto start = Clock::now();
  for (int i = 0; i < k_most_attempts; ++i)
    if (auto reports = attempt(load, start)) return *reports;
  throw Error(ErrorKind::internal,
              fmt::format("types for \"{}\" were not found in {} attempts", plan.shown_name(),
                          k_most_attempts),
              {}, "This is a fault of selfopt; please report it with the file.");
}

}  // namespace selfopt::etl
