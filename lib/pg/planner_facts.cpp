#include "pg/planner_facts.hpp"

#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

constexpr const char* k_settings = R"(
  select name, pg_catalog.current_setting(name) as value
  from pg_catalog.pg_settings
  where (name like 'enable\_%' or name like 'geqo%' or name like '%\_page\_cost'
         or name like 'cpu\_%\_cost'
         or name in ('work_mem', 'hash_mem_multiplier', 'effective_cache_size',
                     'default_statistics_target', 'constraint_exclusion', 'cursor_tuple_fraction',
                     'from_collapse_limit', 'join_collapse_limit', 'plan_cache_mode'))
    and name not like '%parallel%'
    and setting is distinct from boot_val
  order by name)";

constexpr const char* k_tables = R"(
  select n.nspname || '.' || c.relname as name, c.reltuples, c.relpages, c.relallvisible,
         pg_catalog.pg_relation_size(c.oid) / pg_catalog.current_setting('block_size')::int as blocks,
         coalesce(s.n_mod_since_analyze, 0) as changed
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_stat_all_tables s on s.relid = c.oid
  where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
    and n.nspname !~ '^pg_toast')";

// Keys of partitions are those of the partitioned table.
constexpr const char* k_foreign_keys = R"(
  select n.nspname || '.' || c.relname as table_name, f.conname,
         (select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by k.place)
          from pg_catalog.unnest(f.conkey) with ordinality k(number, place)
          join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.number)
           as columns,
         f.confrelid::pg_catalog.regclass::text as referenced
  from pg_catalog.pg_constraint f
  join pg_catalog.pg_class c on c.oid = f.conrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where f.contype = 'f' and f.conparentid = 0
    and not exists (
      select from pg_catalog.pg_index x
      where x.indrelid = f.conrelid and x.indisvalid and x.indpred is null
        and f.conkey @> (x.indkey::int2[])[0:pg_catalog.cardinality(f.conkey) - 1]
        and f.conkey <@ (x.indkey::int2[])[0:pg_catalog.cardinality(f.conkey) - 1])
  order by 1, 2)";

}  // namespace

std::map<std::string, std::string> read_planner_settings(Session& session) {
  std::map<std::string, std::string> settings;
  for (const auto& row : run(session, k_settings))
    settings[row["name"].as<std::string>()] = row["value"].as<std::string>();
  return settings;
}

std::map<std::string, TableFacts> read_table_facts(Session& session) {
  std::map<std::string, TableFacts> tables;
  for (const auto& row : run(session, k_tables)) {
    TableFacts facts;
    facts.state.rows = row["reltuples"].as<double>();
    facts.state.blocks = row["blocks"].as<std::int64_t>();
    facts.analyzed_blocks = row["relpages"].as<std::int64_t>();
    if (facts.analyzed_blocks > 0)
      facts.state.visible =
          row["relallvisible"].as<double>() / static_cast<double>(facts.analyzed_blocks);
    facts.changed_rows = row["changed"].as<double>();
    tables[row["name"].as<std::string>()] = facts;
  }
  return tables;
}

std::vector<UnindexedForeignKey> read_unindexed_foreign_keys(Session& session) {
  std::vector<UnindexedForeignKey> keys;
  for (const auto& row : run(session, k_foreign_keys))
    keys.push_back({row["table_name"].as<std::string>(), row["conname"].as<std::string>(),
                    row["columns"].as<std::string>(), row["referenced"].as<std::string>()});
  return keys;
}

}  // namespace selfopt::pg
