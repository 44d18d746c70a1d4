#include "etl/load_table.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "env/signals.hpp"
#include "etl/copy_file.hpp"
#include "etl/names.hpp"
#include "etl/parallel_copy.hpp"
#include "etl/partitions.hpp"
#include "etl/schema_file.hpp"
#include "etl/staged_rows.hpp"
#include "etl/staged_table.hpp"
#include "etl/transaction.hpp"
#include "pg/load_constraints.hpp"
#include "pg/load_ledger.hpp"

namespace selfopt::etl {
namespace {

// A restart follows a look at all rows, so one is enough but for types that a table brought along.
// Two more may follow for the rows that the server refuses.
constexpr int k_most_attempts = 8;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Load : LoadMeans {
  TablePlan& plan;
  // The server refused a row. Each such row is to be rejected by itself:
  bool screens = false;    // all are put where they can be compared with what the table demands
  bool carefully = false;  // they are sent in small steps
  bool one_connection = false;  // even if it is large
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

// Changes to a table take a lock that keeps readers out until the load ends.
void check_online(const TablePlan& plan) {
  if (plan.action != Action::rebuild && plan.changes.empty()) return;
  throw Error(ErrorKind::refused,
              fmt::format("the columns of \"{}\" would have to be changed, and its readers to wait",
                          plan.shown_name()),
              {}, "Use --on-drift ignore, or load it without --online.");
}

// TRUNCATE keeps readers out. Deleted rows stay visible to them until the transaction is committed,
// so that no second copy of the new rows is needed.
void empty_table(const Load& load) {
  if (!load.options.online) {
    pg::truncate_target(load.wire, load.plan.name, load.plan.has_partitions);
    return;
  }
  pg::delete_all_rows(load.wire, load.plan.name, load.plan.has_partitions);
  load.plan.may_freeze = false;
}

void prepare_table(const Load& load) {
  TablePlan& plan = load.plan;
  pg::ensure_target_schema(load.wire, plan.name.schema);
  auto existing = pg::read_target(load.wire, plan.name);
  if (!existing) {
    pg::reserve_target(load.wire, plan.name);
    existing = pg::read_target(load.wire, plan.name);
  }
  fit_to_existing(plan, existing, load.options);
  if (plan.action == Action::append) pg::lock_target(load.wire, plan.name);
  if (load.options.online) check_online(plan);
  if (plan.action == Action::truncate) empty_table(load);
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

// \returns whether the columns have the types that the rows want
bool types_hold(const Load& load, const std::optional<Contradiction>& found) {
  if (found) {
    log::notice("{}: \"{}\" does not fit column \"{}\", so far {}; loading again with a wider type",
                found->where, found->value, found->column, found->type);
    return false;
  }
  const auto other = std::ranges::find_if(load.plan.columns, [](const PlannedColumn& column) {
    return !column.of_existing && !column.is_left_out && column.evidence.type() != column.type;
  });
  if (other != load.plan.columns.end()) {
    log::notice("column \"{}\" of \"{}\" turns out to be {}; loading again", other->name,
                load.plan.shown_name(), sql_type(other->evidence.type()));
    return false;
  }
  if (load.rejects.exceeded() || !decide_null_words(load.plan)) return true;
  log::notice("\"{}\": words like NA have another meaning than it seemed; loading again",
              load.plan.shown_name());
  return false;
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
  if (!types_hold(load, converter.contradiction())) return std::nullopt;
  return counts;
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
                                    .options_json = load.options_json}));
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
    const bool is_frozen =
        load.plan.may_freeze && !load.carefully && pg::freeze_marks_pages(load.wire);
    pg::analyze_target(load.wire, load.plan.name, !is_frozen);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) {
      log::notice("\"{}\" is loaded, its statistics are not up to date", load.plan.shown_name());
      throw;
    }
    log::warning("\"{}\" is loaded, but its statistics are not up to date: {}",
                 load.plan.shown_name(), error.message());
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

// Small steps find every such row, but take long if there are many. What most are refused for is
// known beforehand, and can be asked for all rows at once; if none may be rejected, the first such
// row is all that is wanted. Rows that have to be staged are refused on their way there, or from
// there.
void find_refused(Load& load, const RowRefused& refused, bool in_copy) {
  const bool is_known = load.screens || load.carefully;
  if (!must_be_staged(load.plan, load.options)) {
    load.screens =
        refused.by_constraint && !load.screens && !load.options.max_rejects.is_exceeded_by(1);
    load.carefully = !load.screens;
  } else {
    bool& way = in_copy ? load.carefully : load.screens;
    if (way || (!in_copy && !refused.by_constraint)) throw refused.error;
    way = true;
  }
  if (!is_known)
    log::notice("{}: the server refuses a row ({}); loading again, to find each such row",
                load.plan.shown_name(), refused.error.message());
}

// Nothing was stored; the ledger says why.
std::vector<LoadReport> record_rejected(const Load& load, const std::vector<FileCounts>& counts,
                                        Clock::time_point start) {
  auto reports = report(load, counts, false, start);
  Transaction transaction(load.wire);
  write_ledger(load, counts, reports);
  transaction.commit();
  return reports;
}

// Copies the files and moves their rows to where they belong. \returns nothing if another attempt
// is needed
std::optional<std::vector<FileCounts>> fill_table(
    Load& load, const std::function<void(std::int64_t)>& on_bytes) {
  const bool screens = load.screens && pg::can_be_screened(load.wire, load.plan.name);
  const bool is_staged = screens || must_be_staged(load.plan, load.options);
  if (load.screens && !is_staged) {
    load.screens = false;
    load.carefully = true;
  }
  if (is_staged) begin_staged(load.wire, load.plan, load.options);
  bool in_copy = true;
  try {
    auto counts = copy_files(load, on_bytes);
    in_copy = false;
    if (counts && is_staged && !load.rejects.exceeded())
      finish_staged(load.wire, load.plan, load.options, screens, load.rejects, *counts);
    return counts;
  } catch (const RowRefused& refused) {
    find_refused(load, refused, in_copy);
    return std::nullopt;
  }
}

// What one connection does. \returns nothing if another attempt is needed
std::optional<std::vector<LoadReport>> attempt(Load& load, Clock::time_point start) {
  std::optional<std::vector<FileCounts>> counts;
  {
    Transaction transaction(load.wire);
    prepare_table(load);
    std::atomic<std::int64_t> told = 0;
    counts = fill_table(load, [&](std::int64_t bytes) {
      told += bytes;
      load.on_bytes(bytes);
    });
    if (!counts) {
      load.on_bytes(-told);
      return std::nullopt;
    }
    if (load.options.max_rejects.allows(load.rejects.count(), rows_read(*counts))) {
      auto reports = report(load, *counts, true, start);
      write_ledger(load, *counts, reports);
      transaction.commit();
      return reports;
    }
  }
  return record_rejected(load, *counts, start);
}

// A new table from a large file. With a key its rows would have to be compared with each other, and
// partitions are tables with names of their own.
bool may_be_shared(const Load& load) {
  const LoadOptions& options = load.options;
  if (load.connections < 2 || load.screens || load.carefully || load.one_connection ||
      !options.key.empty() || options.partition_by)
    return false;
  std::int64_t bytes = 0;
  for (const PlannedFile& file : load.plan.files)
    bytes += size_of(file.input);
  return bytes >= options.share_from_bytes && !pg::read_target(load.wire, load.plan.name);
}

// \returns nothing if the server has not so many connections to give
std::unique_ptr<ParallelCopy> connect(Load& load,
                                      const std::function<void(std::int64_t)>& on_bytes) {
  constexpr std::size_t k_most_connections = 16;  // each has a few mebibytes of buffers
  try {
    return std::make_unique<ParallelCopy>(
        load.database, std::min(load.connections, k_most_connections), load.options, on_bytes);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::database) throw;
    log::notice("{}: loading on one connection: {}", load.plan.shown_name(), error.message());
    load.one_connection = true;
    return nullptr;
  }
}

// \returns whether it could be made
bool make_staged(Load& load, StagedTable& table) {
  Transaction transaction(load.wire);
  const bool made_schema = pg::ensure_target_schema(load.wire, load.plan.name.schema);
  pg::reserve_target(load.wire, load.plan.name);
  if (pg::read_target(load.wire, load.plan.name)) return false;
  fit_to_existing(load.plan, std::nullopt, load.options);
  create_table(load);
  if (load.plan.definition)
    take_types_from_server(load.plan, *pg::read_target(load.wire, load.plan.name));
  decide_null_words(load.plan);
  table.hide();
  transaction.commit();
  table.note_made(made_schema);
  load.plan.copy_into = table.name();
  load.plan.may_freeze = false;  // another transaction has made it
  return true;
}

// \returns the counts of each file, or nothing if another attempt is needed
std::optional<std::vector<FileCounts>> share_files(
    Load& load, ParallelCopy& copy, const std::function<void(std::int64_t)>& on_bytes) {
  std::vector<FileCounts> counts;
  for (const PlannedFile& file : load.plan.files) {
    const bool given_up = copy.contradiction() || load.rejects.exceeded();
    counts.push_back(
        given_up
            ? RowConverter(load.plan, load.rejects, load.options, on_bytes).convert(file, nullptr)
            : copy.copy(load.plan, file, load.rejects));
  }
  if (!types_hold(load, copy.contradiction())) return std::nullopt;
  // Where exactly it is given up shows in the counts; with one connection that is always the same.
  load.one_connection = load.rejects.exceeded();
  if (load.one_connection) return std::nullopt;
  return counts;
}

// What several connections do. \returns nothing if another attempt is needed
std::optional<std::vector<LoadReport>> attempt_shared(Load& load, Clock::time_point start) {
  std::atomic<std::int64_t> told = 0;
  const auto tell = [&](std::int64_t bytes) {
    told += bytes;
    load.on_bytes(bytes);
  };
  StagedTable table(load.wire, load.plan.name);
  load.one_connection = !make_staged(load, table) || has_casts(load.plan);
  if (load.one_connection) return std::nullopt;
  std::optional<std::vector<FileCounts>> counts;
  {
    const auto copy = connect(load, tell);
    if (!copy) return std::nullopt;
    try {
      counts = share_files(load, *copy, tell);
    } catch (const RowRefused& refused) {
      find_refused(load, refused, true);
    }
    if (!counts) {
      load.on_bytes(-told);
      return std::nullopt;
    }
    if (!load.options.max_rejects.allows(load.rejects.count(), rows_read(*counts)))
      return record_rejected(load, *counts, start);
    copy->commit();
  }
  Transaction transaction(load.wire);
  try {
    table.publish();
  } catch (const RowRefused& refused) {
    find_refused(load, refused, true);
    load.on_bytes(-told);
    return std::nullopt;
  }
  auto reports = report(load, *counts, true, start);
  write_ledger(load, *counts, reports);
  transaction.commit();
  table.note_published();
  return reports;
}

}  // namespace

std::vector<LoadReport> load_table(const LoadMeans& means, TablePlan plan) {
  Load load{means, plan};
  const auto start = Clock::now();
  for (int i = 0; i < k_most_attempts; ++i) {
    load.rejects.clear();
    plan.copy_into = plan.name;
    plan.numbers_rows = false;
    for (PlannedColumn& column : plan.columns)
      column.nullable = false;
    const auto reports = may_be_shared(load) ? attempt_shared(load, start) : attempt(load, start);
    if (!reports) continue;
    if (reports->front().loaded) {
      note_undecided_dates(plan);
      note_null_words(plan);
      update_statistics(load);
    }
    return *reports;
  }
  throw Error(ErrorKind::internal,
              fmt::format("types for \"{}\" were not found in {} attempts", plan.shown_name(),
                          k_most_attempts),
              {}, "This is a fault of selfopt; please report it with the file.");
}

}  // namespace selfopt::etl
