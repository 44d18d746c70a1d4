#include "pg/load_spread.hpp"

#include <selfopt/error.hpp>

#include "pg/cluster.hpp"

namespace selfopt::pg {
namespace {

std::string quoted(const Wire& wire, const TargetName& name) {
  return wire.quote_name(name.schema) + "." + wire.quote_name(name.table);
}

bool says_yes(const WireRows& answer) {
  return answer.rows.at(0).at(0) == "t";
}

}  // namespace

void demand_cluster(Wire& wire) {
  if (!is_in_cluster(wire))
    throw Error(ErrorKind::refused, "the database has no Citus, so no table can be distributed", {},
                "Connect to the coordinator of a Citus cluster, or leave the option out.");
  if (!says_yes(wire.execute("select groupid = 0 from pg_catalog.pg_dist_local_group")))
    throw Error(ErrorKind::refused, "this is a worker of a Citus cluster", {},
                "Connect to its coordinator.");
  if (!says_yes(wire.execute("select exists (select from pg_catalog.pg_dist_node"
                             " where isactive and shouldhaveshards and noderole = 'primary')")))
    throw Error(ErrorKind::refused, "the Citus cluster has no node for shards", {},
                "Add one with citus_add_node.");
}

bool is_spread(Wire& wire, const TargetName& name) {
  return is_in_cluster(wire) &&
         says_yes(wire.execute("select exists (select from pg_catalog.pg_dist_partition"
                               " where logicalrelid = $1::regclass)",
                               {quoted(wire, name)}));
}

void spread_target(Wire& wire, const TargetName& name, const TargetSpread& spread) {
  if (spread.reference) {
    wire.execute("select create_reference_table($1::regclass)", {quoted(wire, name)});
    return;
  }
  if (spread.column.empty()) return;
  const std::string with =
      spread.colocate_with.empty() ? "default" : quoted(wire, {name.schema, spread.colocate_with});
  wire.execute("select create_distributed_table($1::regclass, $2, colocate_with => $3)",
               {quoted(wire, name), spread.column, with});
}

}  // namespace selfopt::pg
