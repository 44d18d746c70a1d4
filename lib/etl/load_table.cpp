#include "etl/load_table.hpp"

#include <atomic>
#include <optional>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "etl/copy_file.hpp"
#include "etl/load_record.hpp"
#include "etl/load_shared.hpp"
#include "etl/prepare_table.hpp"
#include "etl/staged_rows.hpp"
#include "etl/transaction.hpp"
#include "pg/load_constraints.hpp"

namespace selfopt::etl {
namespace {

// A restart follows a look at all rows, so one is enough but for types that a table brought along.
// Two more may follow for the rows that the server refuses.
constexpr int k_most_attempts = 8;

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
