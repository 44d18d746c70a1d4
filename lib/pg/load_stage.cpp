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

}  // namespace

TargetName stage_name() {
  return {"pg_temp", "selfopt_stage"};
}

void create_stage(Wire& wire, const TargetName& name, const std::vector<std::string>& columns) {
  wire.execute(fmt::format(
      "create temporary table selfopt_stage on commit drop as"
      " select {} from {}.{} with no data",
      joined(wire, columns), wire.quote_name(name.schema), wire.quote_name(name.table)));
  wire.execute(
      "alter table pg_temp.selfopt_stage"
      " add column selfopt_row bigint generated always as identity");
}

std::vector<LeftOutRow> take_out_duplicates(Wire& wire, const std::vector<std::string>& key) {
  wire.execute("analyze pg_temp.selfopt_stage");
  const WireRows found = wire.execute(
      fmt::format("with left_out as (select selfopt_row, {0} as has_null from (select *,"
                  " row_number() over (partition by {1} order by selfopt_row desc) as nth"
                  " from pg_temp.selfopt_stage) numbered where nth > 1 or {0})"
                  " delete from pg_temp.selfopt_stage s using left_out l"
                  " where s.selfopt_row = l.selfopt_row returning l.selfopt_row, l.has_null",
                  "(" + joined(wire, key, "{} is null", " or ") + ")", joined(wire, key)));
  std::vector<LeftOutRow> rows;
  for (const auto& row : found.rows) {
    LeftOutRow& out = rows.emplace_back();
    std::from_chars(row[0]->data(), row[0]->data() + row[0]->size(), out.number);
    out.has_null = row[1] == "t";
  }
  std::ranges::sort(rows, {}, &LeftOutRow::number);
  return rows;
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
      .execute(fmt::format("insert into {0}.{1} ({2}) select {2} from pg_temp.selfopt_stage"
                           " order by selfopt_row on conflict ({3}) {4}",
                           wire.quote_name(name.schema), wire.quote_name(name.table),
                           joined(wire, columns), joined(wire, key), action))
      .affected;
}

}  // namespace selfopt::pg
