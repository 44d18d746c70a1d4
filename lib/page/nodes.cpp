#include "page/nodes.hpp"

#include <selfopt/units.hpp>

#include "exchange/markup.hpp"
#include "page/pieces.hpp"

namespace selfopt::page {

std::string nodes(const std::vector<NodeShare>& shares) {
  if (shares.empty()) return {};
  std::string rows;
  for (const NodeShare& share : shares)
    rows += row({{exchange::escape_markup(share.node), "text"},
                 {share.coordinator ? "coordinator" : "worker", "text"},
                 {share.active ? "yes" : "no", "text"},
                 {format_count(share.shards)},
                 {share.size_bytes ? format_bytes(*share.size_bytes) : "-"}});
  return "<h2>Nodes</h2>\n" +
         table("nodes of the cluster",
               {{"node", true}, {"role", true}, {"active", true}, {"shards"}, {"size"}}, rows);
}

}  // namespace selfopt::page
