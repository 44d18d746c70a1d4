#include "pg/load_stage.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace selfopt::pg {
namespace {

std::string joined(const Wire& wire, const std::vector<std::string>& names,
                   const std::string& form = "{}", const char* between = ", ") {
  std::vector<std::string> parts;
  for (const std::string& name : names)
    parts.push_back(fmt::format(fmt::runtime(form), wire.quote_name(name)));
  return fmt::format("{}", fmt::join(parts, between));
}

// COPY takes values for an identity column as they are; so does this.
std::string insert_sql(const Wire& wire, const TargetName& name,
                       const std::vector<std::string>& columns) {
  return fmt::format(
      "insert into {0}.{1} ({2}) overriding system value select {2} from pg_temp.selfopt_stage",
      wire.quote_name(name.schema), wire.quote_name(name.table), joined(wire, columns));
}

// Only trying tells; a block with an exception handler takes some microseconds a row.
void take_out_unreadable(Wire& wire, const StageColumn& column) {
  wire.execute(
      fmt::format("create function pg_temp.selfopt_fault(value text) returns text language plpgsql"
                  " as {}",
                  wire.quote_literal(fmt::format("begin perform value::{}; return null;"
                                                 " exception when others then return sqlerrm; end",
                                                 column.cast_to))));
  wire.execute(
      fmt::format("with faults as (select {1} as number, pg_temp.selfopt_fault({0}) as fault"
                  "   from pg_temp.selfopt_stage where {0} is not null),"
                  " taken as (delete from pg_temp.selfopt_stage s using faults f"
                  "   where s.{1} = f.number and f.fault is not null returning f.*)"
                  " insert into pg_temp.selfopt_left_out select number, fault from taken",
                  wire.quote_name(column.name), k_row_number));
  wire.execute("drop function pg_temp.selfopt_fault(text)");
}

}  // namespace

TargetName stage_name() {
  return {"pg_temp", "selfopt_stage"};
}

void create_stage(Wire& wire, const TargetName& name, const std::vector<StageColumn>& columns) {
  std::vector<std::string> values;
  for (const StageColumn& column : columns)
    values.push_back((column.cast_to.empty() ? "" : "null::text as ") +
                     wire.quote_name(column.name));
  wire.execute(
      fmt::format("create temporary table selfopt_stage on commit drop as"
                  " select {}, null::bigint as {} from {}.{} with no data",
                  fmt::join(values, ", "), k_row_number, wire.quote_name(name.schema),
                  wire.quote_name(name.table)));
  wire.execute(
      fmt::format("create temporary table selfopt_left_out ({} bigint, reason text) on commit drop",
                  k_row_number));
}

void analyze_stage(Wire& wire) {
  wire.execute("analyze pg_temp.selfopt_stage");
}

void read_texts(Wire& wire, const std::vector<StageColumn>& columns) {
  std::vector<std::string> changes;
  for (const StageColumn& column : columns) {
    if (column.cast_to.empty()) continue;
    take_out_unreadable(wire, column);
    changes.push_back(fmt::format("alter {0} type {1} using {0}::{1}", wire.quote_name(column.name),
                                  column.cast_to));
  }
  if (!changes.empty())
    wire.execute(fmt::format("alter table pg_temp.selfopt_stage {}", fmt::join(changes, ", ")));
}

void take_out_duplicates(Wire& wire, const std::vector<std::string>& key) {
  wire.execute(fmt::format(
      "with numbered as (select {2} as number, {0} as has_null,"
      "   row_number() over (partition by {1} order by {2} desc) as nth"
      "   from pg_temp.selfopt_stage),"
      " taken as (delete from pg_temp.selfopt_stage s using numbered n"
      "   where s.{2} = n.number and (n.nth > 1 or n.has_null) returning n.number, n.has_null)"
      " insert into pg_temp.selfopt_left_out select number, case when has_null"
      "   then 'the key is NULL' else 'a later row has the same key' end from taken",
      "(" + joined(wire, key, "{} is null", " or ") + ")", joined(wire, key), k_row_number));
}

LeftOutRows::LeftOutRows(Wire& wire) : m_wire(wire) {
  m_wire.execute(
      fmt::format("declare selfopt_left_out_rows no scroll cursor for"
                  " select {0}, reason from pg_temp.selfopt_left_out order by {0}",
                  k_row_number));
}

bool LeftOutRows::next(LeftOutRow& row) {
  if (m_next == m_fetched.rows.size()) {
    m_fetched = m_wire.execute("fetch 1000 from selfopt_left_out_rows");
    m_next = 0;
  }
  if (m_fetched.rows.empty()) return false;
  const auto& values = m_fetched.rows[m_next++];
  const std::string& number = *values[0];
  std::from_chars(number.data(), number.data() + number.size(), row.number);
  row.reason = values[1].value_or("");
  return true;
}

bool has_unique_index(Wire& wire, const TargetName& name, const std::vector<std::string>& key) {
  std::vector<std::string> literals;
  for (const std::string& column : key)
    literals.push_back(wire.quote_literal(column));
  const WireRows found = wire.execute(fmt::format(
      "select 1 from pg_catalog.pg_index x"
      " where x.indrelid = pg_catalog.to_regclass({}) and x.indisunique and x.indimmediate"
      "   and x.indisvalid and x.indpred is null and x.indexprs is null"
      "   and (select array_agg(a.attname::text order by a.attname::text)"
      "        from pg_catalog.pg_attribute a"
      "        where a.attrelid = x.indrelid and a.attnum = any(x.indkey[0:x.indnkeyatts - 1]))"
      "     = (select array_agg(k order by k) from unnest(array[{}]::text[]) k)",
      wire.quote_literal(wire.quote_name(name.schema) + "." + wire.quote_name(name.table)),
      fmt::join(literals, ", ")));
  return !found.rows.empty();
}

std::int64_t append_stage(Wire& wire, const TargetName& name,
                          const std::vector<std::string>& columns) {
  return wire.execute(insert_sql(wire, name, columns)).affected;
}

std::int64_t merge_stage(Wire& wire, const TargetName& name,
                         const std::vector<std::string>& columns,
                         const std::vector<std::string>& key) {
  std::vector<std::string> changed;
  for (const std::string& column : columns)
    if (std::ranges::find(key, column) == key.end()) changed.push_back(column);
  const std::string action = changed.empty()
                                 ? "do update set " + joined(wire, key, "{0} = excluded.{0}")
                                 : "do update set " + joined(wire, changed, "{0} = excluded.{0}");
  return wire
      .execute(fmt::format("{} order by {} on conflict ({}) {}", insert_sql(wire, name, columns),
                           k_row_number, joined(wire, key), action))
      .affected;
}

}  // namespace selfopt::pg
