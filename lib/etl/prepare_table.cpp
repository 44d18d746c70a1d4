#include "etl/prepare_table.hpp"

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "etl/names.hpp"
#include "etl/partitions.hpp"
#include "etl/schema_file.hpp"
#include "pg/load_constraints.hpp"
#include "pg/load_spread.hpp"

namespace selfopt::etl {
namespace {

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

// While the table is empty: of rows that are there Citus would leave a copy on the coordinator.
void spread_table(const Load& load) {
  if (load.spread.stays_whole() || pg::is_spread(load.wire, load.plan.name)) return;
  pg::spread_target(load.wire, load.plan.name, load.spread);
}

}  // namespace

void create_table(const Load& load) {
  const TablePlan& plan = load.plan;
  const NewTable table = new_table(plan);
  const bool has_key = plan.definition && plan.definition->has_primary_key;
  pg::create_target(load.wire, plan.name, table.columns, table.constraints,
                    has_key ? std::vector<std::string>{} : load.options.key,
                    load.options.partition_by ? load.options.partition_by->column : "");
  spread_table(load);
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
  auto existing = pg::read_target(load.wire, plan.name);
  if (!existing) {
    pg::reserve_target(load.wire, plan.name);
    existing = pg::read_target(load.wire, plan.name);
  }
  fit_to_existing(plan, existing, load.options);
  if (plan.action == Action::append) pg::lock_target(load.wire, plan.name);
  if (load.options.online) check_online(plan);
  if (plan.action == Action::truncate) {
    empty_table(load);
    if (!load.options.online) spread_table(load);
  }
  if (!plan.changes.empty())
    pg::alter_target(load.wire, plan.name, plan.changes, plan.action == Action::truncate);
  if (plan.action == Action::rebuild) pg::drop_target(load.wire, plan.name);
  std::vector<pg::RangePartition> partitions;
  if (load.options.partition_by) partitions = partitions_of(plan, load.options);
  if (plan.action == Action::create || plan.action == Action::rebuild) create_table(load);
  if (plan.definition) take_types_from_server(plan, *pg::read_target(load.wire, plan.name));
  decide_null_words(plan);
  // COPY with FREEZE reaches no other node.
  if (pg::is_spread(load.wire, plan.name)) plan.may_freeze = false;
  if (!load.options.partition_by) return;
  plan.may_freeze = false;
  pg::create_partitions(load.wire, plan.name, partitions, snake_case(plan.name.table + "_rest"));
}

}  // namespace selfopt::etl
