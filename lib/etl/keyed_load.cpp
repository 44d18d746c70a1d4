#include "etl/keyed_load.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <selfopt/error.hpp>

#include "etl/copy_file.hpp"
#include "pg/load_stage.hpp"

namespace selfopt::etl {
namespace {

std::vector<std::string> loaded_columns(const TablePlan& plan) {
  std::vector<std::string> names;
  for (const PlannedColumn& column : plan.columns)
    if (!column.is_left_out) names.push_back(column.name);
  return names;
}

// The rows that are left out are known by their numbers; the file is read again for the rest.
void reject_rows(const TablePlan& plan, const LoadOptions& options,
                 const std::vector<pg::LeftOutRow>& rows, Rejects& rejects,
                 std::vector<FileCounts>& counts) {
  TablePlan copy = plan;
  Rejects known_already({.limit = 100, .is_percent = true});
  RowConverter converter(copy, known_already, options, [](std::int64_t) {});
  auto next = rows.begin();
  std::int64_t number = 0;
  for (std::size_t i = 0; i < plan.files.size(); ++i) {
    const PlannedFile& file = plan.files[i];
    visit_sent_rows(file, converter, [&](const ChunkQueue::RowPlace& place) {
      if (++number; next == rows.end() || next->number != number) return;
      rejects.add({.file = file.input.path,
                   .line = place.line,
                   .byte_offset = place.byte_offset,
                   .column = {},
                   .reason = next->has_null ? "the key is NULL" : "a later row has the same key",
                   .raw = place.raw});
      ++next;
      ++counts[i].rows_rejected;
      --counts[i].rows_sent;
    });
  }
}

}  // namespace

void begin_keyed(pg::Wire& wire, TablePlan& plan, const LoadOptions& options) {
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
  pg::create_stage(wire, plan.name, loaded_columns(plan));
  plan.copy_into = pg::stage_name();
  plan.may_freeze = false;
}

void finish_keyed(pg::Wire& wire, TablePlan& plan, const LoadOptions& options, Rejects& rejects,
                  std::vector<FileCounts>& counts) {
  const auto left_out = pg::take_out_duplicates(wire, options.key);
  if (!left_out.empty()) reject_rows(plan, options, left_out, rejects, counts);
  const std::int64_t moved = pg::merge_stage(wire, plan.name, loaded_columns(plan), options.key);
  std::int64_t sent = 0;
  for (const FileCounts& file : counts)
    sent += file.rows_sent;
  if (moved != sent)
    throw Error(
        ErrorKind::internal,
        fmt::format("{} rows were to go into \"{}\", but {} did", sent, plan.shown_name(), moved),
        "Nothing was kept.");
}

}  // namespace selfopt::etl
