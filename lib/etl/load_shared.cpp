#include "etl/load_shared.hpp"

#include <algorithm>
#include <atomic>
#include <memory>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "etl/load_record.hpp"
#include "etl/parallel_copy.hpp"
#include "etl/prepare_table.hpp"
#include "etl/schema_file.hpp"
#include "etl/staged_table.hpp"
#include "etl/transaction.hpp"

namespace selfopt::etl {
namespace {

// \returns nothing if the server has not so many connections to give
std::unique_ptr<ParallelCopy> connect(Load& load,
                                      const std::function<void(std::int64_t)>& on_bytes) {
  constexpr std::size_t k_most_connections = 16;  // each has a few mebibytes of buffers
  try {
    return std::make_unique<ParallelCopy>(load.database,
                                          std::min(load.connections, k_most_connections),
                                          load.options, load.guard, on_bytes);
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

}  // namespace

// With a key its rows would have to be compared with each other, and partitions are tables with
// names of their own.
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

}  // namespace selfopt::etl
