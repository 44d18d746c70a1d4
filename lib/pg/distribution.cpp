#include "pg/distribution.hpp"

#include <algorithm>
#include <chrono>
#include <map>

#include <selfopt/error.hpp>

#include "pg/catalog.hpp"
#include "pg/cluster.hpp"
#include "pg/conninfo.hpp"
#include "pg/session_query.hpp"
#include "pg/text_array.hpp"

namespace selfopt::pg {
namespace {

constexpr const char* k_nodes = R"(
  select nodeid, nodename, nodeport, groupid = 0 as coordinator, isactive
  from pg_catalog.pg_dist_node
  where noderole = 'primary'
  order by nodeid)";

// Until version 11 tables of Citus on the coordinator were not managed; such have no group.
constexpr const char* k_tables = R"(
  select pg_catalog.format('%I.%I', n.nspname, c.relname) as sql_name,
         case when d.partkey is not null then 'd' when d.repmodel = 't' then 'r'
              when d.colocationid = 0 then 'l' else 's' end as kind,
         case when d.partkey is not null
              then pg_catalog.column_to_column_name(d.logicalrelid, d.partkey) end as column_name,
         d.colocationid
  from pg_catalog.pg_dist_partition d
  join pg_catalog.pg_class c on c.oid = d.logicalrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  order by 1)";

constexpr const char* k_shards = R"(
  select s.shardid, pg_catalog.format('%I.%I', n.nspname, c.relname) as table_name,
         pg_catalog.shard_name(s.logicalrelid, s.shardid) as shard_name, n.nspname,
         pg_catalog.array_agg(w.nodeid::text order by w.nodeid) as node_array
  from pg_catalog.pg_dist_shard s
  join pg_catalog.pg_class c on c.oid = s.logicalrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_dist_placement p on p.shardid = s.shardid and p.shardstate = 1
  join pg_catalog.pg_dist_node w on w.groupid = p.groupid and w.noderole = 'primary'
  group by s.shardid, s.logicalrelid, n.nspname, c.relname
  order by s.shardid)";

DistributedTable::Kind kind_of(const std::string& letter) {
  if (letter == "d") return DistributedTable::Kind::distributed;
  if (letter == "r") return DistributedTable::Kind::reference;
  return letter == "l" ? DistributedTable::Kind::local : DistributedTable::Kind::single;
}

// Citus leaves the schema out where it is public.
std::string qualified(const std::string& shard, const std::string& schema) {
  return schema == "public" && !shard.starts_with("public.") ? "public." + shard : shard;
}

}  // namespace

Distribution read_distribution(Session& session) {
  Distribution distribution;
  if (!is_in_cluster(session)) return distribution;
  distribution.coordinator =
      run(session, "select groupid = 0 from pg_catalog.pg_dist_local_group")[0][0].as<bool>();
  for (const auto& row : run(session, k_nodes))
    distribution.nodes.push_back({row["nodeid"].as<int>(), row["nodename"].as<std::string>(),
                                  row["nodeport"].as<int>(), row["coordinator"].as<bool>(),
                                  row["isactive"].as<bool>()});
  for (const auto& row : run(session, k_tables))
    distribution.tables.push_back(
        {row["sql_name"].as<std::string>(), kind_of(row["kind"].as<std::string>()),
         row["column_name"].as<std::string>(std::string()), row["colocationid"].as<int>()});
  for (const auto& row : run(session, k_shards)) {
    Shard shard{row["shardid"].as<std::int64_t>(),
                row["table_name"].as<std::string>(),
                qualified(row["shard_name"].as<std::string>(), row["nspname"].as<std::string>()),
                {},
                0};
    for (const std::string& node : text_array(row["node_array"]))
      shard.nodes.push_back(std::stoi(node));
    distribution.shards.push_back(std::move(shard));
  }
  return distribution;
}

// The cluster may know its coordinator as localhost, which it is not from everywhere.
Database node_database(const Database& database, const CitusNode& node) {
  if (node.coordinator) return database;
  std::string conninfo = with_setting(database.conninfo, "hostaddr", "");
  conninfo = with_setting(conninfo, "host", node.host);
  return {with_setting(conninfo, "port", std::to_string(node.port)), database.origin};
}

void show_shards(Session& node) {
  run(node, "set citus.override_table_visibility = off");
}

std::set<std::string> index_names(Session& session) {
  std::set<std::string> names;
  for (const auto& row : run(session,
                             "select i.relname from pg_catalog.pg_class i"
                             " join pg_catalog.pg_namespace n on n.oid = i.relnamespace"
                             " where i.relkind in ('i', 'I') and n.nspname <> 'pg_catalog'"))
    names.insert(row[0].as<std::string>());
  return names;
}

namespace {

// A connection that was cut is no reason to leave a node out. One that is silent stays so.
Catalog read_node(const Database& database, const CitusNode& node) {
  constexpr std::chrono::seconds k_soon{2};
  const auto start = std::chrono::steady_clock::now();
  const auto read = [&] {
    Session session(node_database(database, node));
    show_shards(session);
    return read_catalog(session);
  };
  try {
    return read();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::database || std::chrono::steady_clock::now() - start > k_soon)
      throw;
  }
  return read();
}

}  // namespace

std::vector<UnseenNode> see_nodes(Catalog& catalog, const Database& database) {
  std::vector<UnseenNode> unseen;
  std::map<int, Catalog> seen;
  for (const CitusNode& node : catalog.distribution.nodes) {
    const bool holds_something = std::ranges::any_of(
        catalog.distribution.shards, [&](const Shard& shard) { return shard.is_on(node.id); });
    if (!holds_something) continue;
    try {
      seen.emplace(node.id, read_node(database, node));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
      unseen.push_back({node.name(), error.message()});
    }
  }
  sum_shards(catalog, seen);
  return unseen;
}

}  // namespace selfopt::pg
