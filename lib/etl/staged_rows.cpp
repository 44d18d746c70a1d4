#include "etl/staged_rows.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <selfopt/error.hpp>

#include "etl/copy_file.hpp"
#include "pg/load_constraints.hpp"
#include "pg/load_stage.hpp"

namespace selfopt::etl {
namespace {

std::vector<pg::StageColumn> stage_columns(const TablePlan& plan) {
  std::vector<pg::StageColumn> columns;
  for (const PlannedColumn& column : plan.columns)
    if (!column.is_left_out) columns.push_back({column.name, column.cast_to});
  return columns;
}

std::vector<std::string> loaded_columns(const TablePlan& plan) {
  std::vector<std::string> names;
  for (const pg::StageColumn& column : stage_columns(plan))
    names.push_back(column.name);
  return names;
}

void check_key(pg::Wire& wire, const TablePlan& plan, const LoadOptions& options) {
  for (const std::string& column : options.key)
    if (std::ranges::find(plan.columns, column, &PlannedColumn::name) == plan.columns.end())
      throw Error(ErrorKind::input,
                  fmt::format("column \"{}\" of the key is not in \"{}\"", column,
                              plan.files.front().input.path),
                  {}, "Names are those of the table, in snake_case; --dry-run shows them.");
  if (!pg::has_unique_index(wire, plan.name, options.key))
    throw Error(ErrorKind::refused,
                fmt::format("nothing makes sure that ({}) is unique in \"{}\"",
                            fmt::join(options.key, ", "), plan.shown_name()),
                {},
                fmt::format("Run alter table {} add primary key ({}), or leave out --key.",
                            plan.shown_name(), fmt::join(options.key, ", ")));
}

// The rows that were left out are known by their numbers; the file is read again for the rest.
void reject_left_out(pg::Wire& wire, const TablePlan& plan, const LoadOptions& options,
                     Rejects& rejects, std::vector<FileCounts>& counts) {
  pg::LeftOutRows rows(wire);
  pg::LeftOutRow next;
  bool is_there = rows.next(next);
  TablePlan copy = plan;
  Rejects known_already({.limit = 100, .is_percent = true});
  RowConverter converter(copy, known_already, options, [](std::int64_t) {});
  for (std::size_t i = 0; i < plan.files.size() && is_there; ++i) {
    const PlannedFile& file = plan.files[i];
    visit_sent_rows(file, converter, [&](const ChunkQueue::RowPlace& place) {
      if (!is_there || next.number != place.number) return;
      rejects.add({.file = file.input.path,
                   .line = place.line,
                   .byte_offset = place.byte_offset,
                   .column = {},
                   .reason = next.reason,
                   .raw = place.raw});
      ++counts[i].rows_rejected;
      --counts[i].rows_sent;
      is_there = rows.next(next);
    });
  }
}

// \returns how many rows it moved
std::int64_t move_rows(pg::Wire& wire, const TablePlan& plan, const LoadOptions& options) {
  try {
    return options.key.empty()
               ? pg::append_stage(wire, plan.name, loaded_columns(plan))
               : pg::merge_stage(wire, plan.name, loaded_columns(plan), options.key);
  } catch (const Error& error) {
    const pg::CopyRefusal refusal = pg::last_copy_refusal(wire, plan.name);
    if (wire.alive() && refusal.is_about_a_row) throw RowRefused{error, refusal.is_constraint};
    throw;
  }
}

// What the user may not look at, or fails when it is looked at, cannot be screened.
void screen(pg::Wire& wire, const TablePlan& plan, const LoadOptions& options) {
  try {
    if (pg::take_out_violations(wire, plan.name, loaded_columns(plan), options.key.empty())) return;
  } catch (const Error& error) {
    if (!wire.alive() || error.kind() == ErrorKind::interrupted) throw;
    throw RowRefused{error};
  }
  throw RowRefused{Error(ErrorKind::database, "rows have keys in common under several indexes")};
}

}  // namespace

bool must_be_staged(const TablePlan& plan, const LoadOptions& options) {
  return !options.key.empty() || has_casts(plan);
}

void begin_staged(pg::Wire& wire, TablePlan& plan, const LoadOptions& options) {
  if (!options.key.empty()) check_key(wire, plan, options);
  pg::create_stage(wire, plan.name, stage_columns(plan));
  plan.copy_into = pg::stage_name();
  plan.numbers_rows = true;
  plan.may_freeze = false;
}

void finish_staged(pg::Wire& wire, TablePlan& plan, const LoadOptions& options, bool screens,
                   Rejects& rejects, std::vector<FileCounts>& counts) {
  pg::read_texts(wire, stage_columns(plan));
  pg::analyze_stage(wire);
  if (screens) screen(wire, plan, options);
  if (!options.key.empty()) pg::take_out_duplicates(wire, options.key);
  reject_left_out(wire, plan, options, rejects, counts);
  const std::int64_t moved = move_rows(wire, plan, options);
  std::int64_t sent = 0;
  for (const FileCounts& file : counts)
    sent += file.rows_sent;
  if (moved == sent) return;
  const bool is_ours = pg::can_be_screened(wire, plan.name);
  throw Error(
      is_ours ? ErrorKind::internal : ErrorKind::refused,
      fmt::format("{} rows were to go into \"{}\", but {} did", sent, plan.shown_name(), moved),
      "Nothing was kept.",
      is_ours ? "" : "A trigger or a rule of the table keeps rows out; leave out --key.");
}

}  // namespace selfopt::etl
