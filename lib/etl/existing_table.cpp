#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "etl/table_plan.hpp"

namespace selfopt::etl {
namespace {

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

// The narrowest type that holds what both hold; text, if there is no other.
ColumnType wider(const ColumnType& table, const ColumnType& file) {
  const auto is_exact = [](const ColumnType& type) {
    return is_integer(type.id) || type.id == TypeId::numeric;
  };
  if (is_integer(table.id) && is_integer(file.id)) return table.id >= file.id ? table : file;
  if (is_exact(table) && is_exact(file)) {
    const auto is_unlimited = [](const ColumnType& type) {
      return type.id == TypeId::numeric && type.precision == 0;
    };
    if (is_unlimited(table) || is_unlimited(file)) return {.id = TypeId::numeric};
    const int scale = std::max(table.scale, file.scale);
    const int whole = std::max(whole_digits(table), whole_digits(file));
    return {.id = TypeId::numeric, .precision = whole + scale, .scale = scale};
  }
  if (holds(table, file)) return table;
  if (holds(file, table)) return file;
  const auto is_number = [&](const ColumnType& type) {
    return is_exact(type) || type.id == TypeId::real || type.id == TypeId::double_precision;
  };
  if (is_number(table) && is_number(file)) return {.id = TypeId::double_precision};
  return {};
}

// The rules for one load, and what has come of them so far.
class Fitting {
 public:
  Fitting(TablePlan& plan, const pg::TargetTable& table, const LoadOptions& options)
      : m_plan(plan), m_table(table), m_options(options) {}

  void fit() {
    for (PlannedColumn& column : m_plan.columns)
      fit_column(column);
    for (const pg::TargetColumn& target : m_table.columns)
      check_missing(target);
    if (!m_differences.empty() && fails())
      throw Error(ErrorKind::refused,
                  fmt::format("the columns of the file are not those of \"{}\": {}",
                              m_plan.shown_name(), fmt::join(m_differences, "; ")),
                  {}, "Use --on-drift widen or ignore, or load into another --table.");
    for (const std::string& difference : m_differences)
      log::notice("\"{}\": {}", m_plan.shown_name(), difference);
  }

 private:
  bool appends() const { return m_options.if_exists != IfExists::replace; }
  bool widens() const {
    return m_options.on_drift ? *m_options.on_drift == OnDrift::widen : !appends();
  }

  bool fails() const { return m_options.on_drift == OnDrift::fail; }

  void fit_column(PlannedColumn& column) {
    const pg::TargetColumn* target = find_column(m_table, column.name);
    column.of_existing = target != nullptr;
    column.is_fixed = !widens() || column.defined;
    if (target == nullptr) {
      add(column);
      return;
    }
    if (target->is_generated)
      throw Error(ErrorKind::input,
                  fmt::format("column \"{}\" of \"{}\" is generated; it cannot be loaded",
                              column.name, m_plan.shown_name()),
                  {}, "Leave it out of the file.");
    const auto type = loadable_type(*target);
    if (column.defined) {
      fit_defined(column, *target, type);
      return;
    }
    if (!type) {
      leave_to_server(column, *target);
      return;
    }
    const ColumnType file = column.evidence.type();
    const bool fits = !column.outgrown && (column.evidence.is_empty() || holds(*type, file));
    if (fits || !widens()) {
      column.take_type(*type);
      if (!fits) differ(column, *target, "values that do not fit are rejected");
    } else {
      widen(column, *target, *type);
    }
  }

  // The user's type is the table's unless rows that stay would have to be narrowed for it.
  void fit_defined(PlannedColumn& column, const pg::TargetColumn& target,
                   const std::optional<ColumnType>& type) {
    const ColumnType wanted = loadable_type(*column.defined).value_or(ColumnType{});
    column.not_null = column.defined->not_null && target.not_null;
    const bool is_same = (type && *type == wanted) || target.sql_type == column.defined->sql_type;
    if (is_same && type) {
      column.take_type(*type);
    } else if (is_same) {
      leave_to_server(column, target);
    } else if (widens() && (!appends() || (type && holds(wanted, *type)))) {
      column.take_type(wanted);
      m_plan.changes.push_back({{column.name, column.defined->sql_type}, false});
      differ(column, target, "it becomes " + column.defined->sql_type);
    } else if (type) {
      column.take_type(*type);
      differ(column, target, "values that do not fit are rejected");
    } else {
      leave_to_server(column, target);
    }
  }

  void leave_to_server(PlannedColumn& column, const pg::TargetColumn& target) const {
    etl::leave_to_server(column, target, m_plan.shown_name());
  }

  void add(PlannedColumn& column) {
    if (!m_options.on_drift && appends())
      throw Error(ErrorKind::input,
                  fmt::format("cannot append to \"{}\": column \"{}\" is not in the table",
                              m_plan.shown_name(), column.name),
                  {},
                  "Use --on-drift widen to add it, --on-drift ignore to leave it out, or load into "
                  "another --table.");
    column.is_left_out = !widens();
    column.type = column.evidence.type();
    if (column.defined) column.take_type(loadable_type(*column.defined).value_or(ColumnType{}));
    column.of_existing = column.defined.has_value();
    const std::string type = column.defined ? column.defined->sql_type : sql_type(column.type);
    if (widens()) m_plan.changes.push_back({{column.name, type}, true});
    m_differences.push_back(fmt::format("column \"{}\" is not in the table{}", column.name,
                                        fails()    ? ""
                                        : widens() ? "; it is added as " + type
                                                   : "; it is left out"));
  }

  void widen(PlannedColumn& column, const pg::TargetColumn& target, const ColumnType& type) {
    ColumnType wanted = wider(type, column.evidence.type());
    if (wanted == type) wanted = ColumnType{};  // its limit was not enough
    column.take_type(wanted);
    m_plan.changes.push_back({{column.name, sql_type(wanted)}, false});
    differ(column, target, "it becomes " + sql_type(wanted));
  }

  void differ(const PlannedColumn& column, const pg::TargetColumn& target,
              const std::string& consequence) {
    m_differences.push_back(fmt::format(
        "column \"{}\" is {} there and {} in the {}file{}", column.name, target.sql_type,
        column.defined ? column.defined->sql_type : sql_type(column.evidence.type()),
        column.defined ? "schema " : "", fails() ? "" : "; " + consequence));
  }

  void check_missing(const pg::TargetColumn& target) {
    if (target.fills_itself || std::ranges::find(m_plan.columns, target.name,
                                                 &PlannedColumn::name) != m_plan.columns.end())
      return;
    if (target.not_null)
      throw Error(ErrorKind::input,
                  fmt::format("column \"{}\" of \"{}\" may not be NULL and is not in the file",
                              target.name, m_plan.shown_name()),
                  {}, "Give it a default, or load into another --table.");
    m_differences.push_back(fmt::format("column \"{}\" is not in the file{}", target.name,
                                        fails()     ? ""
                                        : appends() ? "; new rows get NULL there"
                                                    : "; it becomes NULL"));
  }

  TablePlan& m_plan;
  const pg::TargetTable& m_table;
  const LoadOptions& m_options;
  std::vector<std::string> m_differences;
};

bool shares_a_column(const TablePlan& plan, const pg::TargetTable& table) {
  return std::ranges::any_of(plan.columns, [&](const PlannedColumn& column) {
    return find_column(table, column.name) != nullptr;
  });
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

std::optional<ColumnType> loadable_type(const pg::TargetColumn& column) {
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
  if (found == k_types.end() || column.scale < 0) return std::nullopt;
  return ColumnType{.id = found->second,
                    .precision = column.precision,
                    .scale = column.scale,
                    .max_characters = column.max_characters};
}

// A cast would cut off what is beyond a limit; these two types have one without saying so.
void leave_to_server(PlannedColumn& column, const pg::TargetColumn& target,
                     const std::string& table) {
  if (target.has_modifier || target.type_name == "name" || target.type_name == "char")
    throw Error(ErrorKind::input,
                fmt::format("column \"{}\" of \"{}\" has type {}, which selfopt cannot load",
                            column.name, table, target.sql_type),
                {}, "Load into another --table and convert it with SQL.");
  column.take_type(ColumnType{});
  column.cast_to = target.sql_type;
  column.is_fixed = true;
}

void fit_to_existing(TablePlan& plan, const std::optional<pg::TargetTable>& existing,
                     const LoadOptions& options) {
  for (PlannedColumn& column : plan.columns) {
    column.of_existing = column.is_fixed = column.is_left_out = column.not_null = false;
    column.cast_to.clear();
  }
  plan.changes.clear();
  plan.may_freeze = true;
  if (!existing) {
    plan.action = Action::create;
    take_types_for_new_table(plan, options);
    return;
  }
  if (options.if_exists == IfExists::fail)
    throw Error(ErrorKind::refused, fmt::format("table \"{}\" exists", plan.shown_name()), {},
                "Use --if-exists replace or append.");
  check_kind(plan, existing->kind);
  if (existing->hides_rows)
    throw Error(
        ErrorKind::refused,
        fmt::format("row-level security of \"{}\" applies to this user; COPY cannot load it",
                    plan.shown_name()),
        {}, "Load as the owner of the table, or as a role with BYPASSRLS.");
  plan.has_partitions = existing->kind == 'p';
  plan.may_freeze = existing->kind == 'r';
  if (options.if_exists == IfExists::append || options.if_exists == IfExists::upsert) {
    plan.action = Action::append;
    plan.may_freeze = false;
  } else if (shares_a_column(plan, *existing) || options.on_drift) {
    plan.action = Action::truncate;
  } else {
    // Nothing of the old table would be used: it was another one, or read in another way.
    plan.action = Action::rebuild;
    take_types_for_new_table(plan, options);
    log::notice("table \"{}\" is made anew: none of its columns is in the file", plan.shown_name());
    return;
  }
  Fitting(plan, *existing, options).fit();
}

}  // namespace selfopt::etl
