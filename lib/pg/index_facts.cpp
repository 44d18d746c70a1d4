#include "pg/index_facts.hpp"

#include "pg/session_query.hpp"
#include "pg/text_array.hpp"

namespace selfopt::pg {
namespace {

constexpr const char* k_index = R"(
  select pg_catalog.format('%I.%I', n.nspname, i.relname) as sql_name,
         pg_catalog.format('%I.%I', tn.nspname, t.relname) as table_name,
         pg_catalog.pg_get_indexdef(i.oid) as definition, x.indexprs is not null as has_expression,
         x.indisvalid, pg_catalog.pg_relation_size(i.oid) as size_bytes,
         exists (select from pg_catalog.pg_stat_progress_create_index b
                 where b.index_relid = i.oid) as being_built,
         (select s.spcname from pg_catalog.pg_tablespace s
          where s.oid = i.reltablespace) as tablespace,
         pg_catalog.format('comment on index %I.%I is %L', n.nspname, i.relname,
           pg_catalog.obj_description(i.oid, 'pg_class')) as comment_command,
         pg_catalog.obj_description(i.oid, 'pg_class') is not null as has_comment,
         array(select pg_catalog.format('alter index %I.%I alter column %s set statistics %s',
                                        n.nspname, i.relname, a.attnum, a.attstattarget)
               from pg_catalog.pg_attribute a
               where a.attrelid = i.oid and a.attstattarget > 0 order by a.attnum) as statistics,
         case when x.indisprimary then 'the primary key'
              when exists (select from pg_catalog.pg_constraint c
                           where c.conindid = i.oid and c.contype in ('p', 'u', 'x'))
                then 'a constraint'
              when exists (select from pg_catalog.pg_constraint c
                           where c.conindid = i.oid and c.contype = 'f') then 'a foreign key'
              when x.indisunique and t.relkind = 'm'
                then 'REFRESH MATERIALIZED VIEW CONCURRENTLY'
              when x.indisunique then 'uniqueness'
              when x.indisexclusion then 'an exclusion constraint'
              when x.indisreplident then 'replica identity'
              when x.indisclustered then 'CLUSTER'
              when i.relispartition then 'a partitioned index'
              when exists (select from pg_catalog.pg_depend d
                           where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                             and d.objid = i.oid and d.deptype = 'e') then 'an extension'
              else '' end as needed_for,
         case when i.relkind = 'I' then 'it is partitioned: dropping it locks the whole table'
              when x.indexprs is not null
                then 'the planner may use the statistics of its expression'
              when exists (select from pg_catalog.pg_constraint f
                           where f.contype = 'f' and f.conrelid = x.indrelid
                             and f.conkey @> (x.indkey::int2[])[0:pg_catalog.cardinality(f.conkey) - 1]
                             and f.conkey <@ (x.indkey::int2[])[0:pg_catalog.cardinality(f.conkey) - 1])
                then 'it spares deletes a look through the whole table (foreign key)'
              else '' end as useful_for
  from pg_catalog.pg_class i
  join pg_catalog.pg_index x on x.indexrelid = i.oid
  join pg_catalog.pg_namespace n on n.oid = i.relnamespace
  join pg_catalog.pg_class t on t.oid = x.indrelid
  join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
  where i.relname = $2
    and i.relnamespace = (select relnamespace from pg_catalog.pg_class
                          where oid = pg_catalog.to_regclass($1)))";

// The folder of the tablespace, or of the whole server where the table is in the database's own.
constexpr const char* k_table = R"(
  select t.relkind, t.reltuples, pg_catalog.pg_get_userbyid(t.relowner) as owner,
         pg_catalog.md5(pg_catalog.format('%s %s %s', t.oid, t.relowner,
           (select pg_catalog.string_agg(
                     pg_catalog.format('%s %I %s %s', a.attnum, a.attname, a.atttypid, a.atttypmod),
                     ',' order by a.attnum)
            from pg_catalog.pg_attribute a
            where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped))) as identity,
         (select coalesce(sum(pg_catalog.pg_table_size(p.relid)), 0)
          from (select t.oid as relid where t.relkind <> 'p'
                union all
                select relid from pg_catalog.pg_partition_tree(t.oid) where t.relkind = 'p') p)
           as size_bytes,
         pg_catalog.pg_has_role(t.relowner, 'usage')
           and pg_catalog.has_schema_privilege(t.relowner, t.relnamespace, 'create') as may_build,
         (select case c.relkind when 'r' then 'table' when 'p' then 'table' when 'v' then 'view'
                   when 'm' then 'materialized view' when 'S' then 'sequence'
                   when 'c' then 'type' when 'f' then 'foreign table' else '' end
          from pg_catalog.pg_class c
          where c.relnamespace = t.relnamespace and c.relname = $2
            and c.relkind not in ('i', 'I')) as name_taken_by,
         array(select pg_catalog.pg_get_indexdef(x.indexrelid) from pg_catalog.pg_index x
               where x.indrelid = t.oid and x.indisvalid order by x.indexrelid) as definitions,
         coalesce(nullif(pg_catalog.pg_tablespace_location(coalesce(
                    nullif(t.reltablespace, 0),
                    (select dattablespace from pg_catalog.pg_database
                     where datname = pg_catalog.current_database()))), ''),
                  case when pg_catalog.pg_has_role('pg_read_all_settings', 'usage')
                       then pg_catalog.current_setting('data_directory') end) as folder,
         array(select a.attname from pg_catalog.pg_attribute a
               where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
                 and a.attlen = -1 and a.atttypmod = -1
                 and a.atttypid in ('pg_catalog.text'::pg_catalog.regtype,
                                    'pg_catalog.varchar'::pg_catalog.regtype,
                                    'pg_catalog.bytea'::pg_catalog.regtype,
                                    'pg_catalog.jsonb'::pg_catalog.regtype)) as wide_columns
  from pg_catalog.pg_class t
  where t.oid = pg_catalog.to_regclass($1) and t.relkind in ('r', 'p', 'm'))";

}  // namespace

std::optional<IndexState> index_state(Session& session, const std::string& table,
                                      const std::string& name) {
  const auto found = run(session, k_index, table, name);
  if (found.empty()) return std::nullopt;
  const auto row = found[0];
  IndexState state;
  state.sql_name = row["sql_name"].as<std::string>();
  state.table = row["table_name"].as<std::string>();
  state.definition = row["definition"].as<std::string>();
  state.has_expression = row["has_expression"].as<bool>();
  state.valid = row["indisvalid"].as<bool>();
  state.being_built = row["being_built"].as<bool>();
  state.size_bytes = row["size_bytes"].as<std::int64_t>();
  state.extras.tablespace = row["tablespace"].as<std::string>("");
  if (row["has_comment"].as<bool>())
    state.extras.commands.push_back(row["comment_command"].as<std::string>());
  for (std::string& command : text_array(row["statistics"]))
    state.extras.commands.push_back(std::move(command));
  state.needed_for = row["needed_for"].as<std::string>();
  state.useful_for = row["useful_for"].as<std::string>();
  return state;
}

std::optional<TableState> table_state(Session& session, const std::string& table,
                                      const std::string& index) {
  const auto found = run(session, k_table, table, index);
  if (found.empty()) return std::nullopt;
  const auto row = found[0];
  TableState state;
  state.kind = row["relkind"].as<std::string>().front();
  state.size_bytes = row["size_bytes"].as<std::int64_t>();
  state.rows = row["reltuples"].as<double>();
  state.identity = row["identity"].as<std::string>();
  state.owner = row["owner"].as<std::string>();
  state.may_build = row["may_build"].as<bool>();
  state.name_taken_by = row["name_taken_by"].as<std::string>("");
  state.definitions = text_array(row["definitions"]);
  state.tablespace_folder = row["folder"].as<std::string>("");
  state.wide_columns = text_array(row["wide_columns"]);
  return state;
}

}  // namespace selfopt::pg
