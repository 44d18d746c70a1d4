#include "pg/column_values.hpp"

#include <charconv>

#include "pg/array_text.hpp"
#include "pg/session_query.hpp"
#include "pg/text_array.hpp"

namespace selfopt::pg {
namespace {

// The values come as text arrays whatever their type. Of a partitioned table the statistics over
// all partitions are wanted, of another its own. If it was never analysed as a whole, its largest
// partition tells what values there are.
constexpr const char* k_values = R"(
  select wanted.name, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
         t.typcategory, s.most_common_vals::text::text[] as common_array,
         s.most_common_freqs::text[] as frequency_array, s.histogram_bounds::text::text[] as bound_array,
         c.relkind <> 'v' and n.nspname <> 'pg_catalog' as can_be_analyzed
  from unnest($1::text[]) wanted (name)
  join pg_catalog.pg_class c on c.oid = pg_catalog.to_regclass(wanted.name)
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_catalog.pg_type t on t.oid = a.atttypid
  left join lateral (
    select p.relname, pn.nspname, p.relkind = 'p' as inherited
    from pg_catalog.pg_class p
    join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
    where p.oid = c.oid and (c.relkind <> 'p' or exists (
            select from pg_catalog.pg_stats w
            where w.schemaname = n.nspname and w.tablename = c.relname and w.inherited))
       or c.relkind = 'p' and p.oid in (
            select part.relid from pg_catalog.pg_partition_tree(c.oid) part where part.isleaf)
    order by p.oid = c.oid desc, p.reltuples desc, p.relname limit 1) source on true
  left join pg_catalog.pg_stats s
    on s.schemaname = source.nspname and s.tablename = source.relname and s.attname = a.attname
   and s.inherited = source.inherited
  where a.attname = any ($2::text[])
  order by wanted.name, a.attnum)";

}  // namespace

std::vector<ColumnValues> read_column_values(Session& session,
                                             const std::vector<std::string>& tables,
                                             const std::vector<std::string>& columns) {
  std::vector<ColumnValues> found;
  for (const auto& row : run(session, k_values, array_text(tables), array_text(columns))) {
    ColumnValues values;
    values.table = row[0].as<std::string>();
    values.column = row[1].as<std::string>();
    values.type = row[2].as<std::string>();
    values.category = row[3].as<std::string>().front();
    values.common = text_array(row["common_array"]);
    for (const std::string& text : text_array(row["frequency_array"])) {
      double share = 0;
      std::from_chars(text.data(), text.data() + text.size(), share);
      values.frequencies.push_back(share);
    }
    values.frequencies.resize(values.common.size());
    values.bounds = text_array(row["bound_array"]);
    values.can_be_analyzed = row["can_be_analyzed"].as<bool>();
    found.push_back(std::move(values));
  }
  return found;
}

}  // namespace selfopt::pg
