#include "pg/shard_values.hpp"

#include <algorithm>
#include <map>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "pg/array_text.hpp"
#include "pg/distribution.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

// By a shard's name the name that its table was asked for by.
using AskedNames = std::map<std::string, std::string>;

// Of each table its first shard, by the node that is to be asked for it.
std::map<int, AskedNames> first_shards(Session& session, const Distribution& distribution,
                                       const std::vector<std::string>& tables) {
  std::map<int, AskedNames> wanted;
  for (const auto& row : run(session, R"(
         select w.name, pg_catalog.format('%I.%I', n.nspname, c.relname) as sql_name
         from unnest($1::text[]) w (name)
         join pg_catalog.pg_class c on c.oid = pg_catalog.to_regclass(w.name)
         join pg_catalog.pg_namespace n on n.oid = c.relnamespace)",
                             array_text(tables))) {
    const auto shard =
        std::ranges::find(distribution.shards, row["sql_name"].as<std::string>(), &Shard::table);
    if (shard != distribution.shards.end() && !shard->nodes.empty())
      wanted[shard->nodes.back()].emplace(shard->sql_name, row["name"].as<std::string>());
  }
  return wanted;
}

std::vector<ColumnValues> ask_node(const Database& database, const CitusNode& node,
                                   const AskedNames& wanted,
                                   const std::vector<std::string>& columns) {
  Session session(node_database(database, node));
  show_shards(session);
  std::vector<std::string> shards;
  for (const auto& [shard, table] : wanted)
    shards.push_back(shard);
  std::vector<ColumnValues> found = read_column_values(session, shards, columns);
  for (ColumnValues& values : found)
    values.table = wanted.at(values.table);
  return found;
}

}  // namespace

std::vector<ColumnValues> read_shard_values(Session& coordinator, const Database& database,
                                            const std::vector<std::string>& tables,
                                            const std::vector<std::string>& columns) {
  std::vector<ColumnValues> all;
  const Distribution distribution = read_distribution(coordinator);
  if (distribution.empty()) return all;
  for (const auto& [id, wanted] : first_shards(coordinator, distribution, tables)) {
    const auto node = std::ranges::find(distribution.nodes, id, &CitusNode::id);
    try {
      std::ranges::move(ask_node(database, *node, wanted, columns), std::back_inserter(all));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
      log::debug("node {} tells no values: {}", node->name(), error.message());
    }
  }
  return all;
}

}  // namespace selfopt::pg
