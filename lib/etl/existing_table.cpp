#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "etl/table_plan.hpp"

namespace selfopt::etl {
namespace {

// The types that we can write in binary form, by PostgreSQL's names.
std::optional<ColumnType> type_of(const pg::TargetColumn& column) {
  constexpr std::array<std::pair<std::string_view, TypeId>, 19> k_types{
      {{"bool", TypeId::boolean},
       {"int2", TypeId::smallint},
       {"int4", TypeId::integer},
       {"int8", TypeId::bigint},
       {"numeric", TypeId::numeric},
       {"float4", TypeId::real},
       {"float8", TypeId::double_precision},
       {"date", TypeId::date},
       {"timestamp", TypeId::timestamp},
       {"timestamptz", TypeId::timestamptz},
       {"time", TypeId::time},
       {"interval", TypeId::interval},
       {"uuid", TypeId::uuid},
       {"inet", TypeId::inet},
       {"text", TypeId::text},
       {"varchar", TypeId::text},
       {"bpchar", TypeId::text},
       {"json", TypeId::text},
       {"jsonb", TypeId::jsonb}}};
  const auto* found =
      std::ranges::find(k_types, column.type_name, &std::pair<std::string_view, TypeId>::first);
  if (found == k_types.end()) return std::nullopt;
  return ColumnType{.id = found->second,
                    .precision = column.precision,
                    .scale = column.scale,
                    .max_characters = column.max_characters};
}

bool is_integer(TypeId id) {
  return id == TypeId::smallint || id == TypeId::integer || id == TypeId::bigint;
}

int whole_digits(const ColumnType& type) {
  switch (type.id) {
    case TypeId::smallint:
      return 5;
    case TypeId::integer:
      return 10;
    case TypeId::bigint:
      return 19;
    default:
      return type.precision - type.scale;
  }
}

// Whether a column of type `table` holds what was inferred as `file`, as far as types can say; the
// rows are verified one by one.
bool holds(const ColumnType& table, const ColumnType& file) {
  if (table.id == TypeId::text) return true;
  if (table.id == file.id && table.id != TypeId::numeric) return true;
  if (is_integer(table.id)) return is_integer(file.id) && table.id >= file.id;
  if (table.id == TypeId::numeric) {
    const bool is_number = is_integer(file.id) || file.id == TypeId::numeric;
    return is_number && (table.precision == 0 ||
                         (file.scale <= table.scale &&
                          (is_integer(file.id) || whole_digits(file) <= whole_digits(table))));
  }
  if (table.id == TypeId::double_precision || table.id == TypeId::real)
    return is_integer(file.id) || file.id == TypeId::numeric || file.id == TypeId::double_precision;
  return (table.id == TypeId::timestamp && file.id == TypeId::date) ||
         (table.id == TypeId::interval && file.id == TypeId::time);
}

const pg::TargetColumn* find_column(const pg::TargetTable& table, const std::string& name) {
  const auto found = std::ranges::find(table.columns, name, &pg::TargetColumn::name);
  return found == table.columns.end() ? nullptr : &*found;
}

// A column nobody saw a value of, all NULL, fits whatever the table has.
ColumnType in_table(const PlannedColumn& column, ColumnType type) {
  type.formats = column.evidence.type().formats;
  return type;
}

// The first reason why the rows cannot go into the table as it is, or "".
std::string misfit(const TablePlan& plan, const pg::TargetTable& table) {
  for (const PlannedColumn& column : plan.columns) {
    const pg::TargetColumn* target = find_column(table, column.name);
    if (target == nullptr) return fmt::format("it has no column \"{}\"", column.name);
    if (target->is_generated) return fmt::format("column \"{}\" is generated", column.name);
    const auto type = type_of(*target);
    if (!type || !(column.evidence.is_empty() || holds(*type, column.evidence.type())))
      return fmt::format("column \"{}\" is {} there and {} in the file", column.name,
                         target->sql_type, sql_type(column.evidence.type()));
  }
  for (const pg::TargetColumn& target : table.columns) {
    const bool in_file =
        std::ranges::find(plan.columns, target.name, &PlannedColumn::name) != plan.columns.end();
    if (!in_file && !target.fills_itself)
      return fmt::format("its column \"{}\" is not in the file", target.name);
  }
  return {};
}

void take_types_of(const pg::TargetTable& table, TablePlan& plan) {
  for (PlannedColumn& column : plan.columns) {
    column.of_existing = true;
    column.type = in_table(column, *type_of(*find_column(table, column.name)));
  }
}

void fit_to_append(TablePlan& plan, const pg::TargetTable& table) {
  for (const PlannedColumn& column : plan.columns) {
    const pg::TargetColumn* target = find_column(table, column.name);
    const char* wrong = target == nullptr      ? "is not in the table"
                        : target->is_generated ? "is generated in the table"
                        : !type_of(*target)    ? "has a type that selfopt cannot load"
                                               : nullptr;
    if (wrong != nullptr)
      throw Error(ErrorKind::input,
                  fmt::format("cannot append to \"{}\": column \"{}\" {}", plan.shown_name(),
                              column.name, wrong),
                  {}, "Add it with ALTER TABLE, or load into another --table.");
  }
  take_types_of(table, plan);
  for (PlannedColumn& column : plan.columns)
    column.is_fixed = true;
  plan.action = Action::append;
  plan.may_freeze = false;
}

void check_kind(const TablePlan& plan, char kind) {
  if (kind == 'r' || kind == 'p') return;
  throw Error(ErrorKind::refused,
              fmt::format("\"{}\" is not a table but a {}", plan.shown_name(),
                          kind == 'v'   ? "view"
                          : kind == 'm' ? "materialized view"
                          : kind == 'f' ? "foreign table"
                          : kind == 'S' ? "sequence"
                          : kind == 'i' ? "index"
                                        : "thing of another kind"),
              {}, "Choose another name with --table or --schema.");
}

}  // namespace

void fit_to_existing(TablePlan& plan, const std::optional<pg::TargetTable>& existing,
                     IfExists if_exists) {
  for (PlannedColumn& column : plan.columns)
    column.of_existing = false;
  plan.may_freeze = true;
  if (!existing) {
    plan.action = Action::create;
    take_types_from_evidence(plan);
    return;
  }
  if (if_exists == IfExists::fail)
    throw Error(ErrorKind::refused, fmt::format("table \"{}\" exists", plan.shown_name()), {},
                "Use --if-exists replace or append.");
  check_kind(plan, existing->kind);
  if (if_exists == IfExists::append) {
    fit_to_append(plan, *existing);
    return;
  }
  const std::string why = misfit(plan, *existing);
  if (why.empty() && !plan.must_rebuild) {
    plan.action = Action::truncate;
    plan.may_freeze = existing->kind == 'r';
    take_types_of(*existing, plan);
    return;
  }
  plan.action = Action::rebuild;
  take_types_from_evidence(plan);
  log::notice("table \"{}\" is made anew{}{}; its indexes and grants go with the old one",
              plan.shown_name(), why.empty() ? "" : ": ", why);
}

}  // namespace selfopt::etl
