#include "pg/catalog.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "pg/distribution.hpp"
#include "pg/session_query.hpp"
#include "pg/text_array.hpp"

namespace selfopt::pg {
namespace {

// Relations that hold rows of users; temporary tables and the system's schemas are left out.
// A session that loads and analyses at once reports the load last, so that all looks changed until
// autovacuum comes by: what was analysed a moment ago counts as unchanged.
constexpr const char* k_tables = R"(
  select c.oid, n.nspname, c.relname,
         pg_catalog.format('%I.%I', n.nspname, c.relname) as sql_name, c.relkind, c.reltuples, c.relpages,
         pg_catalog.pg_table_size(c.oid) as size_bytes, c.relallvisible,
         pg_catalog.pg_relation_size(c.oid) / pg_catalog.current_setting('block_size')::bigint as file_pages,
         coalesce(s.last_analyze, s.last_autoanalyze) is not null as analyzed,
         coalesce(s.last_vacuum, s.last_autovacuum) is not null as vacuumed,
         case when greatest(s.last_analyze, s.last_autoanalyze) > now() - interval '5 minutes' then 0
              else coalesce(s.n_mod_since_analyze, 0) end as modified_rows,
         coalesce(s.n_dead_tup, 0) as dead_rows,
         case when s.n_tup_upd > 0 then s.n_tup_hot_upd::float8 / s.n_tup_upd else 1 end as hot_share,
         case when c.relispartition then (select p.inhparent from pg_catalog.pg_inherits p
                                          where p.inhrelid = c.oid limit 1) end as partition_of
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_stat_all_tables s on s.relid = c.oid
  where c.relkind in ('r', 'p', 'm') and c.relpersistence <> 't'
    and n.nspname not in ('pg_catalog', 'information_schema', 'selfopt')
    and n.nspname !~ '^pg_toast'
  order by n.nspname, c.relname)";

constexpr const char* k_columns = R"(
  select a.attrelid, a.attname, pg_catalog.quote_ident(a.attname) as sql_name, pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
         a.attnotnull, s.avg_width, s.n_distinct, s.null_frac, s.correlation,
         s.attname is not null as has_statistics,
         case when t.typlen > 0 then t.typlen else 32 end as usual_width,
         exists (select from pg_catalog.pg_opclass o
                 join pg_catalog.pg_am am on am.oid = o.opcmethod
                 where am.amname = 'btree' and o.opcdefault
                   and (o.opcintype = t.oid or o.opcintype = t.typbasetype
                        or (t.typtype = 'e' and o.opcintype = 'anyenum'::regtype)
                        or (t.typcategory = 'A' and o.opcintype = 'anyarray'::regtype)
                        or (t.typname = 'varchar' and o.opcintype = 'text'::regtype)))
           as sortable
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid = a.attrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_type t on t.oid = a.atttypid
  left join pg_catalog.pg_stats s
    on s.schemaname = n.nspname and s.tablename = c.relname and s.attname = a.attname
   and s.inherited = (c.relkind = 'p')
  where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'm')
    and c.relpersistence <> 't'
    and n.nspname not in ('pg_catalog', 'information_schema', 'selfopt')
    and n.nspname !~ '^pg_toast'
  order by a.attrelid, a.attnum)";

constexpr const char* k_indexes = R"(
  select n.nspname, i.relname, pg_catalog.format('%I.%I', tn.nspname, t.relname) as table_name,
         am.amname, x.indnkeyatts,
         pg_catalog.pg_get_expr(x.indpred, x.indrelid, true) as predicate,
         x.indisunique, x.indisprimary, con.oid is not null as is_constraint, x.indisvalid,
         i.relkind = 'I' as partitioned, i.reltuples,
         case when i.relkind = 'I'
              then (select coalesce(sum(pg_catalog.pg_relation_size(part.relid)), 0)::bigint
                    from pg_catalog.pg_partition_tree(i.oid) part where part.isleaf)
              else pg_catalog.pg_relation_size(i.oid) end as size_bytes,
         case when i.relkind = 'I'
              then (select coalesce(sum(ps.idx_scan), 0)::bigint
                    from pg_catalog.pg_partition_tree(i.oid) part
                    join pg_catalog.pg_stat_user_indexes ps on ps.indexrelid = part.relid)
              else coalesce(s.idx_scan, 0) end as scans,
         pg_catalog.pg_get_indexdef(i.oid) as definition,
         array(select pg_catalog.pg_get_indexdef(x.indexrelid, k, true)
               from generate_series(1, x.indnatts) k order by k) as part_array,
         array(select pg_catalog.concat_ws(' ', pg_catalog.pg_get_indexdef(x.indexrelid, k, true),
                                           x.indclass[k - 1], x.indcollation[k - 1], x.indoption[k - 1])
               from generate_series(1, x.indnkeyatts) k order by k) as exact_keys,
         case when con.oid is not null then 'a constraint'
              when exists (select from pg_catalog.pg_constraint f
                           where f.contype = 'f' and f.conindid = i.oid) then 'a foreign key'
              when x.indisunique then 'uniqueness'
              when x.indisexclusion then 'an exclusion constraint'
              when x.indisreplident then 'replica identity'
              when x.indisclustered then 'CLUSTER'
              when i.relkind = 'I' or i.relispartition then 'a partitioned table'
              when exists (select from pg_catalog.pg_depend d
                           where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = i.oid
                             and d.deptype = 'e') then 'an extension'
              else '' end as needed_for,
         exists (select from pg_catalog.pg_constraint f
                 where f.contype = 'f' and f.conrelid = x.indrelid
                   and f.conkey @> (x.indkey::int2[])[0:pg_catalog.cardinality(f.conkey) - 1]
                   and f.conkey <@ (x.indkey::int2[])[0:pg_catalog.cardinality(f.conkey) - 1])
           as serves_foreign_key,
         exists (select from pg_catalog.pg_stat_progress_create_index b
                 where b.index_relid = i.oid) as being_built
  from pg_catalog.pg_index x
  join pg_catalog.pg_class i on i.oid = x.indexrelid
  join pg_catalog.pg_namespace n on n.oid = i.relnamespace
  join pg_catalog.pg_class t on t.oid = x.indrelid
  join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
  join pg_catalog.pg_am am on am.oid = i.relam
  left join pg_catalog.pg_constraint con on con.conindid = i.oid and con.contype in ('p', 'u', 'x')
  left join pg_catalog.pg_stat_user_indexes s on s.indexrelid = i.oid
  where t.relpersistence <> 't'
    and n.nspname not in ('pg_catalog', 'information_schema', 'selfopt')
    and n.nspname !~ '^pg_toast'
  order by n.nspname, i.relname)";

constexpr const char* k_statistics = R"(
  select pg_catalog.format('%I.%I', n.nspname, c.relname) as table_name,
         array(select pg_catalog.quote_ident(a.attname) from pg_catalog.pg_attribute a
               where a.attrelid = c.oid and a.attnum = any (s.stxkeys::int2[]) order by a.attnum)
           as columns,
         pg_catalog.array_to_string(s.stxkind, '') as kinds
  from pg_catalog.pg_statistic_ext s
  join pg_catalog.pg_class c on c.oid = s.stxrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  order by 1, 2)";

constexpr const char* k_extensions = R"(
  select e.extname, pg_catalog.quote_ident(n.nspname)
  from pg_catalog.pg_extension e
  join pg_catalog.pg_namespace n on n.oid = e.extnamespace)";

// Of a table that was never analysed PostgreSQL only knows how large its file is, and divides that
// by the usual width of a row (estimate_rel_size). Rows are below 0 until then.
void guess_rows(Table& table, double usual_width) {
  constexpr double k_page = 8192;
  constexpr double k_page_header = 24;
  constexpr double k_row_overhead = 28;
  if (table.rows >= 0 || table.pages <= 0) return;
  table.rows = static_cast<double>(table.pages) *
               std::floor((k_page - k_page_header) / (k_row_overhead + usual_width));
}

void read_columns(Session& session, Catalog& catalog) {
  std::unordered_map<std::uint32_t, double> usual_widths;
  std::unordered_map<std::uint32_t, Table*> by_oid;
  for (Table& table : catalog.tables)
    by_oid.emplace(table.oid, &table);
  for (const auto& row : run(session, k_columns)) {
    const auto found = by_oid.find(row["attrelid"].as<std::uint32_t>());
    if (found == by_oid.end()) continue;
    Column column;
    column.name = row["attname"].as<std::string>();
    column.sql_name = row["sql_name"].as<std::string>();
    column.type = row["type"].as<std::string>();
    column.not_null = row["attnotnull"].as<bool>();
    column.average_width = row["avg_width"].as<double>(0.0);
    column.distinct = row["n_distinct"].as<double>(0.0);
    column.null_share = row["null_frac"].as<double>(0.0);
    column.correlation = row["correlation"].as<double>(0.0);
    column.has_statistics = row["has_statistics"].as<bool>();
    column.btree_sortable = row["sortable"].as<bool>();
    found->second->columns.push_back(std::move(column));
    usual_widths[found->first] += row["usual_width"].as<double>();
  }
  for (Table& table : catalog.tables)
    guess_rows(table, usual_widths[table.oid]);
}

void read_indexes(Session& session, Catalog& catalog) {
  for (const auto& row : run(session, k_indexes)) {
    Index index;
    index.schema = row["nspname"].as<std::string>();
    index.name = row["relname"].as<std::string>();
    index.table = row["table_name"].as<std::string>();
    index.method = row["amname"].as<std::string>();
    auto parts = text_array(row["part_array"]);
    const auto keys = std::min(parts.size(), row["indnkeyatts"].as<std::size_t>());
    index.keys.assign(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(keys));
    index.include.assign(parts.begin() + static_cast<std::ptrdiff_t>(keys), parts.end());
    if (!row["predicate"].is_null()) index.where = row["predicate"].as<std::string>();
    index.unique = row["indisunique"].as<bool>();
    index.primary = row["indisprimary"].as<bool>();
    index.constraint = row["is_constraint"].as<bool>();
    index.valid = row["indisvalid"].as<bool>();
    index.size_bytes = row["size_bytes"].as<std::int64_t>();
    index.scans = row["scans"].as<std::int64_t>();
    index.partitioned = row["partitioned"].as<bool>();
    index.rows = row["reltuples"].as<double>();
    index.definition = row["definition"].as<std::string>();
    index.exact_keys = text_array(row["exact_keys"]);
    index.needed_for = row["needed_for"].as<std::string>();
    index.serves_foreign_key = row["serves_foreign_key"].as<bool>();
    index.being_built = row["being_built"].as<bool>();
    catalog.indexes.push_back(std::move(index));
  }
}

// A restart loses no counters, but a crash does, without a trace but the time of the start.
UsageEvidence read_usage(Session& session) {
  const auto row = run(session, R"(
    select extract(epoch from now() - greatest(
             (select stats_reset from pg_catalog.pg_stat_database
              where datname = pg_catalog.current_database()),
             pg_catalog.pg_postmaster_start_time())) / 86400,
           (select count(*) from pg_catalog.pg_stat_replication))")[0];
  return {row[0].as<double>(), row[1].as<std::int64_t>()};
}

}  // namespace

Catalog read_catalog(Session& session) {
  Catalog catalog;
  const auto about = run(session,
                         "select current_database(), current_setting('server_version_num')::int,"
                         " current_schemas(false)::text[]");
  catalog.database = about[0][0].as<std::string>();
  catalog.server_version = about[0][1].as<int>();
  catalog.search_path = text_array(about[0][2]);
  for (const auto& row : run(session, k_tables)) {
    Table table;
    table.oid = row["oid"].as<std::uint32_t>();
    table.schema = row["nspname"].as<std::string>();
    table.name = row["relname"].as<std::string>();
    table.sql_name = row["sql_name"].as<std::string>();
    table.kind = row["relkind"].as<std::string>().front();
    table.rows = row["reltuples"].as<double>();
    table.pages = row["relpages"].as<std::int64_t>();
    if (table.rows <= 0 && table.pages <= 0) {
      table.pages = row["file_pages"].as<std::int64_t>();
      if (table.pages > 0) table.rows = -1;
    }
    table.size_bytes = row["size_bytes"].as<std::int64_t>();
    table.all_visible_pages = row["relallvisible"].as<std::int64_t>();
    table.analyzed = row["analyzed"].as<bool>();
    table.vacuumed = row["vacuumed"].as<bool>();
    table.modified_rows = row["modified_rows"].as<double>();
    table.dead_rows = row["dead_rows"].as<double>();
    table.hot_share = row["hot_share"].as<double>();
    table.partition_of = row["partition_of"].as<std::uint32_t>(0);
    catalog.tables.push_back(std::move(table));
  }
  for (const auto& row : run(session, k_statistics))
    catalog.statistics.push_back({row["table_name"].as<std::string>(), text_array(row["columns"]),
                                  row["kinds"].as<std::string>()});
  for (const auto& row : run(session, k_extensions))
    catalog.extensions.emplace(row[0].as<std::string>(), row[1].as<std::string>());
  for (const auto& row : run(session, "select relname from pg_catalog.pg_class order by 1"))
    catalog.relation_names.push_back(row[0].as<std::string>());
  std::ranges::sort(catalog.relation_names);  // bytewise, whatever the server's collation
  read_columns(session, catalog);
  sum_partitions(catalog);
  read_indexes(session, catalog);
  catalog.distribution = read_distribution(session);
  for (const DistributedTable& table : catalog.distribution.tables)
    catalog.unseen_tables.insert(table.sql_name);
  for (Index& index : catalog.indexes)
    if (index.needed_for.empty() && catalog.unseen_tables.contains(index.table))
      index.needed_for = k_needed_by_distributed_table;
  catalog.usage = read_usage(session);
  return catalog;
}

}  // namespace selfopt::pg
