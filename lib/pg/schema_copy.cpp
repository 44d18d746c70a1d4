#include "pg/schema_copy.hpp"

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "pg/session_query.hpp"
#include "pg/text_array.hpp"
#include "pg/wire.hpp"

namespace selfopt::pg {
namespace {

// What an extension brings it makes itself.
constexpr const char* k_ours = R"(
  n.nspname not in ('pg_catalog', 'information_schema', 'selfopt') and n.nspname !~ '^pg_(toast|temp)'
  and not exists (select from pg_catalog.pg_depend e where e.classid = {catalog}::pg_catalog.regclass
                  and e.objid = {object} and e.deptype = 'e'))";

constexpr const char* k_extensions = R"(
  select e.extname, n.nspname
  from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
  where e.extname not in ('plpgsql', 'hypopg', 'pg_stat_statements') order by e.oid)";

constexpr const char* k_schemas = R"(
  select n.nspname from pg_catalog.pg_namespace n
  where n.nspname not in ('pg_catalog', 'information_schema', 'selfopt')
    and n.nspname !~ '^pg_(toast|temp)' order by n.oid)";

constexpr const char* k_types = R"(
  select pg_catalog.format('type "%s.%s"', n.nspname, t.typname),
    case t.typtype
      when 'e' then pg_catalog.format('create type %I.%I as enum (%s)', n.nspname, t.typname,
        (select pg_catalog.string_agg(pg_catalog.quote_literal(l.enumlabel), ', ' order by l.enumsortorder)
         from pg_catalog.pg_enum l where l.enumtypid = t.oid))
      when 'd' then pg_catalog.format('create domain %I.%I as %s%s %s', n.nspname, t.typname,
        pg_catalog.format_type(t.typbasetype, t.typtypmod), case when t.typnotnull then ' not null' end,
        (select pg_catalog.string_agg(pg_catalog.pg_get_constraintdef(c.oid), ' ')
         from pg_catalog.pg_constraint c where c.contypid = t.oid and c.contype = 'c'))
      when 'r' then pg_catalog.format('create type %I.%I as range (subtype = %s)', n.nspname, t.typname,
        (select pg_catalog.format_type(r.rngsubtype, null) from pg_catalog.pg_range r where r.rngtypid = t.oid))
      else pg_catalog.format('create type %I.%I as (%s)', n.nspname, t.typname,
        (select pg_catalog.string_agg(pg_catalog.format('%I %s', a.attname,
                  pg_catalog.format_type(a.atttypid, a.atttypmod)), ', ' order by a.attnum)
         from pg_catalog.pg_attribute a
         where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped)) end
  from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
  where (t.typtype in ('e', 'd', 'r') or exists (select from pg_catalog.pg_class c
           where c.oid = t.typrelid and c.relkind = 'c')) and {ours}
  order by t.oid)";

constexpr const char* k_functions = R"(
  select pg_catalog.format('function "%s.%s"', n.nspname, p.proname), pg_catalog.pg_get_functiondef(p.oid)
  from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where p.prokind in ('f', 'p', 'w') and {ours} order by p.oid)";

// A column that was dropped leaves its number empty, which statistics of several columns count by.
constexpr const char* k_tables = R"(
  select pg_catalog.format('table "%s.%s"', n.nspname, c.relname),
    pg_catalog.format('create table %I.%I (%s)%s%s', n.nspname, c.relname,
      (select pg_catalog.string_agg(
         case when a.attisdropped then pg_catalog.format('"dropped %s" integer', a.attnum)
              else pg_catalog.format('%I %s%s%s', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
                     case when a.attcollation <> t.typcollation and a.attcollation <> 0
                          then (select pg_catalog.format(' collate %I.%I', ln.nspname, l.collname)
                                from pg_catalog.pg_collation l
                                join pg_catalog.pg_namespace ln on ln.oid = l.collnamespace
                                where l.oid = a.attcollation) end,
                     case when a.attnotnull then ' not null' end) end, ', ' order by a.attnum)
       from pg_catalog.pg_attribute a left join pg_catalog.pg_type t on t.oid = a.atttypid
       where a.attrelid = c.oid and a.attnum > 0),
      ' partition by ' || pg_catalog.pg_get_partkeydef(c.oid),
      (select pg_catalog.format(' with (%s)', pg_catalog.string_agg(
                pg_catalog.format('%s=%L', pg_catalog.split_part(o, '=', 1),
                                  pg_catalog.substr(o, pg_catalog.strpos(o, '=') + 1)), ', '))
       from pg_catalog.unnest(c.reloptions) o having pg_catalog.count(*) > 0))
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'm') and c.relpersistence <> 't' and {ours} order by c.oid)";

constexpr const char* k_dropped_columns = R"(
  select pg_catalog.format('table "%s.%s"', n.nspname, c.relname),
         pg_catalog.format('alter table %I.%I drop column "dropped %s"', n.nspname, c.relname, a.attnum)
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and a.attisdropped
  where c.relkind in ('r', 'p', 'm') and c.relpersistence <> 't' and {ours} order by c.oid, a.attnum)";

constexpr const char* k_parents = R"(
  select pg_catalog.format('partition "%s.%s"', n.nspname, c.relname),
    case when c.relispartition
      then pg_catalog.format('alter table %s attach partition %I.%I %s', i.inhparent::pg_catalog.regclass,
                             n.nspname, c.relname, pg_catalog.pg_get_expr(c.relpartbound, c.oid))
      else pg_catalog.format('alter table %I.%I inherit %s', n.nspname, c.relname,
                             i.inhparent::pg_catalog.regclass) end
  from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and {ours} order by c.oid, i.inhseqno)";

// The index of a partitioned table's constraint is made with that.
constexpr const char* k_indexes = R"(
  select pg_catalog.format('index "%s.%s"', n.nspname, c.relname), pg_catalog.pg_get_indexdef(c.oid)
  from pg_catalog.pg_index x join pg_catalog.pg_class c on c.oid = x.indexrelid
  join pg_catalog.pg_class t on t.oid = x.indrelid
  join pg_catalog.pg_namespace n on n.oid = t.relnamespace
  where x.indisvalid and t.relkind in ('r', 'p', 'm') and t.relpersistence <> 't'
    and not (c.relkind = 'I' and exists (select from pg_catalog.pg_constraint k
                                         where k.conindid = c.oid and k.contype in ('p', 'u')))
    and {ours}
  order by c.relkind = 'I', c.oid)";

constexpr const char* k_unique = R"(
  select pg_catalog.format('constraint "%s" of "%s.%s"', k.conname, n.nspname, t.relname),
    pg_catalog.format('alter table only %I.%I add constraint %I %s', n.nspname, t.relname, k.conname,
      case when t.relkind = 'p' then pg_catalog.pg_get_constraintdef(k.oid)
           else pg_catalog.format('%s using index %I%s', case k.contype when 'p' then 'primary key' else 'unique' end,
                                  c.relname, case when k.condeferrable then ' deferrable' end) end)
  from pg_catalog.pg_constraint k join pg_catalog.pg_class t on t.oid = k.conrelid
  join pg_catalog.pg_namespace n on n.oid = t.relnamespace
  join pg_catalog.pg_class c on c.oid = k.conindid
  where k.contype in ('p', 'u') and {ours}
  order by t.relkind = 'p', k.oid)";

constexpr const char* k_index_partitions = R"(
  select pg_catalog.format('index "%s.%s"', n.nspname, c.relname),
         pg_catalog.format('alter index %s attach partition %s', i.inhparent::pg_catalog.regclass,
                           i.inhrelid::pg_catalog.regclass)
  from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('i', 'I') and {ours} order by c.relkind, c.oid)";

constexpr const char* k_constraints = R"(
  select pg_catalog.format('constraint "%s" of "%s.%s"', k.conname, n.nspname, t.relname),
    pg_catalog.format('alter table %s %I.%I add constraint %I %s', case when k.contype = 'c' then 'only' end,
                      n.nspname, t.relname, k.conname, pg_catalog.pg_get_constraintdef(k.oid))
  from pg_catalog.pg_constraint k join pg_catalog.pg_class t on t.oid = k.conrelid
  join pg_catalog.pg_namespace n on n.oid = t.relnamespace
  where k.contype = '{kind}' and k.conparentid = 0 and t.relkind in ('r', 'p') and {ours}
  order by k.oid)";

constexpr const char* k_statistics = R"(
  select pg_catalog.format('statistics "%s.%s"', n.nspname, s.stxname), pg_catalog.pg_get_statisticsobjdef(s.oid)
  from pg_catalog.pg_statistic_ext s join pg_catalog.pg_namespace n on n.oid = s.stxnamespace
  where {ours} order by s.oid)";

constexpr const char* k_views = R"(
  select pg_catalog.format('view "%s.%s"', n.nspname, c.relname),
         pg_catalog.format('create view %I.%I as %s', n.nspname, c.relname, pg_catalog.pg_get_viewdef(c.oid))
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'v' and c.relpersistence <> 't' and {ours} order by c.oid)";

// Beside the planner's own settings, those that decide what a statement's constants mean.
constexpr const char* k_settings = R"(
  select name, pg_catalog.current_setting(name) as value, setting is distinct from boot_val from pg_catalog.pg_settings
  where category like 'Query Tuning%' or name in ('work_mem', 'hash_mem_multiplier',
    'max_parallel_workers_per_gather', 'constraint_exclusion', 'TimeZone', 'DateStyle', 'IntervalStyle',
    'default_text_search_config', 'standard_conforming_strings', 'bytea_output', 'transform_null_equals')
  order by name)";

struct Kind {
  const char* query;
  const char* catalog;    // where the system keeps it
  const char* object;     // its oid in the query
  const char* kind = "";  // of constraints
};

std::vector<SchemaObject> read_objects(Session& session, const std::string& query) {
  std::vector<SchemaObject> objects;
  for (const auto& row : run(session, query))
    if (!row[1].is_null()) objects.push_back({row[0].as<std::string>(), row[1].as<std::string>()});
  return objects;
}

void replace(std::string& text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at))
    text.replace(at, what.size(), by);
}

void read_about(Session& session, SchemaCopy& copy) {
  const auto row = run(session, R"(
    select pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype,
           coalesce(pg_catalog.to_jsonb(d) ->> 'datlocale', pg_catalog.to_jsonb(d) ->> 'daticulocale', ''),
           coalesce(pg_catalog.to_jsonb(d) ->> 'datlocprovider', 'c')
    from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())")[0];
  copy.encoding = row[0].as<std::string>();
  copy.collate = row[1].as<std::string>();
  copy.ctype = row[2].as<std::string>();
  if (row[4].as<std::string>() == "i") copy.icu_locale = row[3].as<std::string>();
}

}  // namespace

SchemaCopy read_schema_copy(Session& session) {
  SchemaCopy copy;
  read_about(session, copy);
  for (const auto& row : run(session, k_settings))
    copy.settings.push_back(
        {row[0].as<std::string>(), row[1].as<std::string>(), row[2].as<bool>()});
  copy.search_path =
      text_array(run(session, "select pg_catalog.current_schemas(false)::text[]")[0][0]);
  run(session, "set search_path = ''");  // so that the server writes every name with its schema
  for (const auto& row : run(session, k_schemas))
    copy.schemas.push_back(row[0].as<std::string>());
  for (const auto& row : run(session, k_extensions))
    copy.extensions.emplace_back(row[0].as<std::string>(), row[1].as<std::string>());
  // Partitions need their checks before they are attached, and foreign keys their unique indexes.
  for (const auto& [query, catalog, object, kind] : {
           Kind{k_types, "pg_type", "t.oid"},
           Kind{k_functions, "pg_proc", "p.oid"},
           Kind{k_tables, "pg_class", "c.oid"},
           Kind{k_dropped_columns, "pg_class", "c.oid"},
           Kind{k_constraints, "pg_class", "t.oid", "c"},
           Kind{k_parents, "pg_class", "c.oid"},
           Kind{k_indexes, "pg_class", "t.oid"},
           Kind{k_unique, "pg_class", "t.oid"},
           Kind{k_index_partitions, "pg_class", "c.oid"},
           Kind{k_constraints, "pg_class", "t.oid", "f"},
           Kind{k_statistics, "pg_statistic_ext", "s.oid"},
           Kind{k_views, "pg_class", "c.oid"},
       }) {
    std::string text = query;
    replace(text, "{ours}", k_ours);
    replace(text, "{catalog}", fmt::format("'pg_catalog.{}'", catalog));
    replace(text, "{object}", object);
    replace(text, "{kind}", kind);
    std::vector<SchemaObject> found = read_objects(session, text);
    copy.objects.insert(copy.objects.end(), found.begin(), found.end());
  }
  return copy;
}

std::vector<std::string> make_objects(const Database& database, std::vector<SchemaObject> objects) {
  Wire wire(database);
  wire.execute("set check_function_bodies = off");
  std::vector<std::string> reasons;
  for (std::size_t left = objects.size() + 1; !objects.empty() && objects.size() < left;) {
    left = objects.size();
    reasons.clear();
    std::vector<SchemaObject> failed;
    for (SchemaObject& object : objects) {
      try {
        wire.execute(object.sql);
      } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted || !wire.alive()) throw;
        reasons.push_back(fmt::format("{} is left out: {}", object.what, error.message()));
        failed.push_back(std::move(object));
      }
    }
    objects = std::move(failed);
  }
  return reasons;
}

}  // namespace selfopt::pg
