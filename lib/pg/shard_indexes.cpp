#include "pg/shard_indexes.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "pg/array_text.hpp"
#include "pg/distribution.hpp"
#include "pg/session_query.hpp"
#include "pg/wire.hpp"

namespace selfopt::pg {
namespace {

constexpr const char* k_indexes = R"(
  select w.shard, i.relname, pg_catalog.format('%I.%I', n.nspname, i.relname) as sql_name,
         x.indisvalid, pg_catalog.pg_relation_size(i.oid) as size_bytes,
         exists (select from pg_catalog.pg_stat_progress_create_index b
                 where b.index_relid = i.oid) as being_built
  from unnest($1::text[]) w (shard)
  join pg_catalog.pg_index x on x.indrelid = pg_catalog.to_regclass(w.shard)
  join pg_catalog.pg_class i on i.oid = x.indexrelid
  join pg_catalog.pg_namespace n on n.oid = i.relnamespace
  order by i.relname)";

void read_node(const Database& database, const CitusNode& node,
               const std::map<std::string, std::int64_t>& shards, const std::string& index,
               ShardIndexes& found) {
  Session session(node_database(database, node));
  show_shards(session);
  std::vector<std::string> names;
  for (const auto& [name, id] : shards)
    names.push_back(name);
  for (const auto& row : run(session, k_indexes, array_text(names))) {
    const std::int64_t shard = shards.at(row["shard"].as<std::string>());
    if (is_name_on_shard(row["relname"].as<std::string>(), index, shard))
      found.parts.push_back({node, shard, row["sql_name"].as<std::string>(),
                             row["indisvalid"].as<bool>(), row["being_built"].as<bool>(),
                             row["size_bytes"].as<std::int64_t>()});
  }
}

}  // namespace

std::int64_t ShardIndexes::size_bytes() const {
  std::int64_t sum = 0;
  for (const ShardIndex& part : parts)
    sum += part.size_bytes;
  return sum;
}

std::string ShardIndexes::fault() const {
  if (!unseen.empty()) return fmt::format("what it is on node {}", unseen);
  const auto valid = static_cast<std::size_t>(std::ranges::count(parts, true, &ShardIndex::valid));
  if (valid == wanted) return {};
  const auto invalid = std::ranges::find(parts, false, &ShardIndex::valid);
  return fmt::format("it is valid on {} of {} shards{}", valid, wanted,
                     invalid == parts.end() ? ""
                                            : fmt::format("; {} on node {} is not",
                                                          invalid->sql_name, invalid->node.name()));
}

ShardIndexes read_shard_indexes(Session& coordinator, const Database& database,
                                const std::string& table, const std::string& index) {
  ShardIndexes found;
  const Distribution distribution = read_distribution(coordinator);
  for (const CitusNode& node : distribution.nodes) {
    std::map<std::string, std::int64_t> shards;
    for (const Shard& shard : distribution.shards)
      if (shard.table == table && shard.is_on(node.id)) shards.emplace(shard.sql_name, shard.id);
    if (shards.empty()) continue;
    found.wanted += shards.size();
    try {
      read_node(database, node, shards, index, found);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
      found.unseen = fmt::format("{} cannot be seen: {}", node.name(), error.message());
    }
  }
  return found;
}

void drop_invalid_parts(const Database& database, const ShardIndexes& indexes) {
  for (const ShardIndex& part : indexes.parts) {
    if (part.valid || part.being_built) continue;
    Wire wire(node_database(database, part.node));
    wire.execute("set lock_timeout = '3s'");
    wire.execute("set citus.enable_manual_changes_to_shards = on");
    wire.execute("drop index concurrently " + part.sql_name);
  }
}

}  // namespace selfopt::pg
