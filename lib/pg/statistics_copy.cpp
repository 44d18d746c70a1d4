#include "pg/statistics_copy.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "pg/array_text.hpp"
#include "pg/session_query.hpp"
#include "pg/wire.hpp"

namespace selfopt::pg {
namespace {

constexpr const char* k_sizes = R"(
  select pg_catalog.format('%I.%I', n.nspname, c.relname) as name, coalesce(am.amname, '') as method,
         c.relpages, c.reltuples, c.relallvisible,
         case when c.relkind in ('p', 'I') then 0
              else coalesce(pg_catalog.pg_relation_size(c.oid), 0) end
           / pg_catalog.current_setting('block_size')::bigint as blocks,
         coalesce((select sum(case when t.typlen > 0 then t.typlen else coalesce(s.avg_width, 16) end)
                   from pg_catalog.pg_index x join pg_catalog.pg_attribute a
                     on a.attrelid = c.oid and a.attnum <= x.indnkeyatts
                   join pg_catalog.pg_type t on t.oid = a.atttypid
                   join pg_catalog.pg_class h on h.oid = x.indrelid
                   left join pg_catalog.pg_stats s on not s.inherited and s.schemaname = n.nspname
                     and s.tablename = h.relname and s.attname = a.attname
                   where x.indexrelid = c.oid), 0) as key_width
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_am am on am.oid = c.relam
  where c.relkind in ('r', 'p', 'm', 'i') and c.relpersistence <> 't'
    and n.nspname not in ('pg_catalog', 'information_schema', 'selfopt') and n.nspname !~ '^pg_toast'
  order by 1)";

// The columns of write_columns(), in its order. What a version does not have is null.
constexpr const char* k_columns = R"(
  select pg_catalog.format('%I.%I', s.schemaname, s.tablename), s.attname, s.inherited, s.null_frac,
         s.avg_width, s.n_distinct, s.most_common_vals::text, s.most_common_freqs::text,
         s.histogram_bounds::text, s.correlation, s.most_common_elems::text,
         s.most_common_elem_freqs::text, s.elem_count_histogram::text, {}
  from pg_catalog.pg_stats s
  where s.schemaname not in ('pg_catalog', 'information_schema', 'selfopt') and s.schemaname !~ '^pg_toast'
  order by 1, 2, 3)";
constexpr const char* k_ranges =
    "s.range_length_histogram::text, s.range_empty_frac, s.range_bounds_histogram::text";

constexpr const char* k_unread = R"(
  select pg_catalog.format('no statistics of table "%s.%s": ', n.nspname, c.relname) ||
         case when pg_catalog.has_table_privilege(c.oid, 'select')
              then 'its policies for rows hide them' else 'you may not read it' end
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'm') and c.relpersistence <> 't' and c.reltuples > 0
    and n.nspname not in ('pg_catalog', 'information_schema', 'selfopt') and n.nspname !~ '^pg_toast'
    and (not pg_catalog.has_table_privilege(c.oid, 'select') or pg_catalog.row_security_active(c.oid))
  order by 1)";

// Since version 14 a table that was never analysed has -1 rows, before that 0.
constexpr const char* k_write_sizes = R"(
  update pg_catalog.pg_class c set relpages = g.pages, relallvisible = g.visible,
    reltuples = case when g.pages = 0 and g.tuples <= 0
                     then case when pg_catalog.current_setting('server_version_num')::int < 140000 then 0
                               when c.relkind in ('i', 'I') then 0 else -1 end
                     else greatest(g.tuples, 0) end
  from unnest($1::text[], $2::int[], $3::float4[], $4::int[]) g(name, pages, tuples, visible)
  where c.oid = pg_catalog.to_regclass(g.name))";

// A row of pg_statistic has five places, each with a kind of statistics, what it was ordered or
// compared by, numbers and values (pg_statistic.h). Which operator that is ANALYZE looks up in the
// type's default B-tree operators (get_sort_group_operators); text stands for what has none of its
// own but is stored alike. Values of a domain have its base type: its checks are not to be run.
constexpr const char* k_write_columns = R"(
  with given as (
    select pg_catalog.to_regclass(g.name) as relation, g.*
    from unnest($1::text[], $2::text[], $3::bool[], $4::float4[], $5::int[], $6::float4[],
           $7::text[], $8::text[], $9::text[], $10::float4[], $11::text[], $12::text[], $13::text[],
           $14::text[], $15::float4[], $16::text[])
      g(name, attname, inherited, null_share, width, distinct_values, mcv, mcv_shares, bounds, correlation,
        elements, element_shares, element_counts, lengths, empty_share, range_bounds)),
  typed as (
    select g.*, a.attrelid, a.attnum, a.attcollation,
           case when t.typtype = 'd' then b.oid else t.oid end as type,
           case when t.typtype = 'd' then b.typelem else t.typelem end as element
    from given g
    join pg_catalog.pg_attribute a on a.attrelid = g.relation and a.attname = g.attname and not a.attisdropped
    join pg_catalog.pg_type t on t.oid = a.atttypid
    left join pg_catalog.pg_type b on b.oid = t.typbasetype),
  operators as (
    select k.type, pg_catalog.max(o.amopopr) filter (where o.amopstrategy = 3) as equal,
           pg_catalog.max(o.amopopr) filter (where o.amopstrategy = 1) as less
    from (select t.oid as type, (
            select c.opcfamily::text || ' ' || c.opcintype::text
            from pg_catalog.pg_opclass c join pg_catalog.pg_am m on m.oid = c.opcmethod
            where m.amname = 'btree' and c.opcdefault
              and (c.opcintype = t.oid
                   or (t.typtype = 'e' and c.opcintype = 'anyenum'::regtype)
                   or (t.typtype = 'r' and c.opcintype = 'anyrange'::regtype)
                   or (t.typcategory = 'A' and c.opcintype = 'anyarray'::regtype)
                   or exists (select from pg_catalog.pg_cast x where x.castsource = t.oid
                              and x.casttarget = c.opcintype and x.castmethod = 'b'))
            order by c.opcintype = t.oid desc, c.opcintype limit 1) as class
          from pg_catalog.pg_type t
          where t.oid in (select type from typed union select element from typed union select 25::oid)) k
    join pg_catalog.pg_amop o
      on o.amopfamily = pg_catalog.split_part(k.class, ' ', 1)::oid
     and o.amoplefttype = pg_catalog.split_part(k.class, ' ', 2)::oid and o.amoprighttype = o.amoplefttype
    group by k.type),
  places as (
    select y.attrelid, y.attnum, y.inherited, y.null_share, y.width, y.distinct_values,
      pg_catalog.array_agg(p.kind order by p.kind) as kinds,
      pg_catalog.array_agg(coalesce(p.operator, 0) order by p.kind) as operators,
      pg_catalog.array_agg(coalesce(p.rule, 0) order by p.kind) as rules,
      pg_catalog.array_agg(p.numbers order by p.kind) as numbers,
      pg_catalog.array_agg(p.held order by p.kind) as held,
      pg_catalog.array_agg(coalesce(p.held_type, 0) order by p.kind) as held_types
    from typed y
    left join operators o on o.type = y.type
    left join operators e on e.type = case when y.type = 'tsvector'::regtype then 25::oid else y.element end
    left join lateral (values
      (1, o.equal, y.attcollation, y.mcv_shares, y.mcv, y.type),
      (2, o.less, y.attcollation, null, y.bounds, y.type),
      (3, o.less, y.attcollation, '{' || y.correlation || '}', null, null::oid),
      (4, e.equal, 100::oid, y.element_shares, y.elements,
       case when y.type = 'tsvector'::regtype then 25::oid else y.element end),
      (5, e.equal, 100::oid, y.element_counts, null, null::oid),
      (6, 672::oid, 0::oid, '{' || y.empty_share || '}', y.lengths, 701::oid),
      (7, 0::oid, 0::oid, null, y.range_bounds, y.type))
      p(kind, operator, rule, numbers, held, held_type)
      on (p.numbers is not null or p.held is not null)
     and (p.held is null or exists (select from pg_catalog.pg_type t
                                    where t.oid = p.held_type and t.typtype in ('b', 'e', 'r', 'm')))
    group by 1, 2, 3, 4, 5, 6)
  insert into pg_catalog.pg_statistic
  select attrelid, attnum, inherited, null_share, width, distinct_values,
    {kinds}, {operators}, {rules}, {numbers}, {held}
  from places)";

std::string five_times(const std::string& pattern) {
  std::string text;
  for (int place = 1; place <= 5; ++place)
    text += (place == 1 ? "" : ", ") + fmt::format(fmt::runtime(pattern), place);
  return text;
}

std::string write_columns() {
  std::string text = k_write_columns;
  for (const auto& [name, pattern] :
       {std::pair{"{kinds}", "coalesce(kinds[{}], 0)"},
        std::pair{"{operators}", "coalesce(operators[{}], 0)"},
        std::pair{"{rules}", "coalesce(rules[{}], 0)"},
        std::pair{"{numbers}", "numbers[{}]::float4[]"},
        std::pair{"{held}", "pg_catalog.array_in(held[{0}]::cstring, held_types[{0}], -1)"}})
    text.replace(text.find(name), std::string_view(name).size(), five_times(pattern));
  return text;
}

}  // namespace

StatisticsCopy read_statistics_copy(Session& session) {
  run(session, "set DateStyle = 'ISO'");
  run(session, "set IntervalStyle = 'postgres'");
  StatisticsCopy copy;
  for (const auto& row : run(session, k_sizes)) {
    RelationSize size;
    size.name = row["name"].as<std::string>();
    size.method = row["method"].as<std::string>();
    size.pages = row["relpages"].as<std::int64_t>();
    size.rows = row["reltuples"].as<double>();
    size.all_visible_pages = row["relallvisible"].as<std::int64_t>();
    size.blocks = row["blocks"].as<std::int64_t>();
    size.key_width = row["key_width"].as<double>();
    copy.sizes.push_back(std::move(size));
  }
  const bool knows_ranges = session.server_version() >= 170000;
  for (const auto& row :
       run(session, fmt::format(k_columns, knows_ranges ? k_ranges : "null, null, null"))) {
    ColumnStatistics column;
    for (const auto& value : row)
      column.push_back(text_or_null(value));
    copy.columns.push_back(std::move(column));
  }
  for (const auto& row : run(session, k_unread))
    copy.unread.push_back(row[0].as<std::string>());
  return copy;
}

void write_statistics_copy(const Database& database, const StatisticsCopy& copy) {
  Wire wire(database);
  wire.execute("set DateStyle = 'ISO'");
  wire.execute("set IntervalStyle = 'postgres'");
  ArrayText names;
  ArrayText pages;
  ArrayText rows;
  ArrayText visible;
  for (const RelationSize& size : copy.sizes) {
    names.add(size.name);
    pages.add_number(size.pages);
    rows.add_number(size.rows);
    visible.add_number(size.all_visible_pages);
  }
  wire.execute(k_write_sizes, {names.text(), pages.text(), rows.text(), visible.text()});
  constexpr std::size_t k_at_once = 500;
  const std::string insert = write_columns();
  for (std::size_t begin = 0; begin < copy.columns.size(); begin += k_at_once) {
    std::vector<ArrayText> columns(copy.columns.front().size());
    const std::size_t end = std::min(begin + k_at_once, copy.columns.size());
    for (std::size_t i = begin; i < end; ++i)
      for (std::size_t j = 0; j < columns.size(); ++j)
        columns[j].add(copy.columns[i][j]);
    std::vector<std::optional<std::string>> bound;
    for (const ArrayText& column : columns)
      bound.emplace_back(column.text());
    wire.execute(insert, bound);
  }
}

std::vector<RelationFile> find_files(const Database& database, const StatisticsCopy& copy) {
  Wire wire(database);
  ArrayText names;
  for (const RelationSize& size : copy.sizes)
    names.add(size.name);
  const WireRows found = wire.execute(
      "select n.place - 1, pg_catalog.pg_relation_filepath(pg_catalog.to_regclass(n.name))"
      " from unnest($1::text[]) with ordinality n(name, place) order by 1",
      {names.text()});
  std::vector<RelationFile> files;
  for (const auto& row : found.rows)
    if (row[1]) files.push_back({std::stoul(row[0].value()), *row[1]});
  return files;
}

}  // namespace selfopt::pg
