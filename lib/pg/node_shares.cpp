#include "pg/node_shares.hpp"

#include <algorithm>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "pg/distribution.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

// The view asks all nodes for the sizes of their shards.
void read_sizes(Session& coordinator, std::vector<NodeShare>& shares) {
  for (NodeShare& share : shares)
    share.size_bytes = 0;
  for (const auto& row : run(coordinator,
                             "select nodename || ':' || nodeport as node,"
                             " coalesce(sum(shard_size), 0)::bigint as size_bytes"
                             " from pg_catalog.citus_shards group by 1"))
    for (NodeShare& share : shares)
      if (share.node == row["node"].as<std::string>())
        share.size_bytes = row["size_bytes"].as<std::int64_t>();
}

}  // namespace

std::vector<NodeShare> read_node_shares(Session& coordinator) {
  const Distribution distribution = read_distribution(coordinator);
  std::vector<NodeShare> shares;
  for (const CitusNode& node : distribution.nodes) {
    NodeShare share;
    share.node = node.name();
    share.coordinator = node.coordinator;
    share.active = node.active;
    share.shards = std::ranges::count_if(distribution.shards,
                                         [&](const Shard& shard) { return shard.is_on(node.id); });
    shares.push_back(std::move(share));
  }
  std::ranges::stable_sort(shares, std::ranges::greater{}, &NodeShare::coordinator);
  if (shares.empty()) return shares;
  try {
    read_sizes(coordinator, shares);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    log::warning("the sizes of shards are not known: {}", error.message());
    for (NodeShare& share : shares)
      share.size_bytes.reset();
  }
  return shares;
}

}  // namespace selfopt::pg
