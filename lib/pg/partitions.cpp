#include "pg/partitions.hpp"

#include "pg/session_query.hpp"

namespace selfopt::pg {

std::vector<IndexPart> index_parts(Session& session, const std::string& table,
                                   const std::string& index) {
  std::vector<IndexPart> parts;
  for (const auto& row : run(session, R"(
    select pg_catalog.format('%I.%I', n.nspname, c.relname) as table_name, c.relname,
           pg_catalog.quote_ident(n.nspname) as schema, c.relkind = 'p' as partitioned,
           (select pg_catalog.format('%I.%I', pn.nspname, pc.relname)
            from pg_catalog.pg_class pc join pg_catalog.pg_namespace pn on pn.oid = pc.relnamespace
            where pc.oid = part.indexrelid) as attached,
           coalesce(part.indisvalid, false) as valid
    from pg_catalog.pg_inherits h
    join pg_catalog.pg_class c on c.oid = h.inhrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join lateral (select x.indexrelid, x.indisvalid
                       from pg_catalog.pg_inherits ih
                       join pg_catalog.pg_index x on x.indexrelid = ih.inhrelid
                       where ih.inhparent = pg_catalog.to_regclass($2) and x.indrelid = c.oid) part
      on true
    where h.inhparent = pg_catalog.to_regclass($1) and c.relkind in ('r', 'p')
    order by 1)",
                             table, index)) {
    IndexPart part;
    part.table = row["table_name"].as<std::string>();
    part.table_name = row["relname"].as<std::string>();
    part.schema = row["schema"].as<std::string>();
    part.partitioned = row["partitioned"].as<bool>();
    part.attached = row["attached"].as<std::string>("");
    part.attached_valid = row["valid"].as<bool>();
    parts.push_back(std::move(part));
  }
  return parts;
}

std::vector<std::string> index_part_names(Session& session, const std::string& table,
                                          const std::string& index) {
  std::vector<std::string> names;
  for (const auto& row : run(session, R"(
    select part.relname
    from pg_catalog.pg_class i
    cross join lateral pg_catalog.pg_partition_tree(i.oid) tree
    join pg_catalog.pg_class part on part.oid = tree.relid
    where i.relname = $2 and i.relkind = 'I' and part.oid <> i.oid
      and i.relnamespace = (select relnamespace from pg_catalog.pg_class
                            where oid = pg_catalog.to_regclass($1)))",
                             table, index))
    names.push_back(row[0].as<std::string>());
  return names;
}

std::string definition_after_table(Session& session, const std::string& index) {
  // The server writes: CREATE INDEX name ON ONLY schema.table USING ...
  return run(session, R"(
    select substr(d.text, strpos(d.text, d.head) + length(d.head))
    from (select pg_catalog.pg_get_indexdef(x.indexrelid) as text,
                 pg_catalog.format(' ON ONLY %I.%I', n.nspname, t.relname) as head
          from pg_catalog.pg_index x
          join pg_catalog.pg_class t on t.oid = x.indrelid
          join pg_catalog.pg_namespace n on n.oid = t.relnamespace
          where x.indexrelid = pg_catalog.to_regclass($1)) d)",
             index)[0][0]
      .as<std::string>();
}

}  // namespace selfopt::pg
