#include "pg/node_shares.hpp"

#include <algorithm>
#include <chrono>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "pg/array_text.hpp"
#include "pg/distribution.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

// The view citus_shards would do, but waits for all nodes, and says nothing if one is away.
std::int64_t read_size(const Database& database, const CitusNode& node,
                       const std::vector<std::string>& shards) {
  constexpr std::chrono::seconds k_timeout{10};
  Session session(node_database(database, node), k_timeout);
  return run(session,
             "select coalesce(sum(pg_catalog.pg_total_relation_size("
             "  pg_catalog.to_regclass(name))), 0)::bigint from unnest($1::text[]) name",
             array_text(shards))[0][0]
      .as<std::int64_t>();
}

NodeShare share_of(const Database& database, const CitusNode& node,
                   const Distribution& distribution) {
  std::vector<std::string> shards;
  for (const Shard& shard : distribution.shards)
    if (shard.is_on(node.id)) shards.push_back(shard.sql_name);
  NodeShare share{node.name(), node.coordinator, node.active, std::ssize(shards), 0};
  if (shards.empty()) return share;
  try {
    share.size_bytes = read_size(database, node, shards);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    log::warning("how much node {} holds is not known: {}", node.name(), error.message());
    share.size_bytes.reset();
  }
  return share;
}

}  // namespace

std::vector<NodeShare> read_node_shares(Session& coordinator, const Database& database) {
  const Distribution distribution = read_distribution(coordinator);
  std::vector<NodeShare> shares;
  for (const CitusNode& node : distribution.nodes)
    shares.push_back(share_of(database, node, distribution));
  std::ranges::stable_sort(shares, std::ranges::greater{}, &NodeShare::coordinator);
  return shares;
}

}  // namespace selfopt::pg
