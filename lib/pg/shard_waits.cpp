#include "pg/shard_waits.hpp"

#include <chrono>

#include <fmt/format.h>

#include "pg/session_query.hpp"

namespace selfopt::pg {

// Citus numbers processes by node and process: the last ten digits are the process.
std::optional<std::string> blocker_on_nodes(Session& coordinator, int pid) {
  constexpr std::chrono::seconds k_longest{5};
  const AnswerDeadline deadline(coordinator.impl().connection.sock(), k_longest);
  const auto found = run(coordinator, R"(
    select w.blocking_gpid % 10000000000 as pid, n.nodename || ':' || n.nodeport as node
    from pg_catalog.citus_lock_waits w
    left join pg_catalog.pg_dist_node n on n.nodeid = w.blocking_nodeid
    where w.waiting_gpid % 10000000000 = $1
    order by 1 limit 1)",
                         pid);
  if (found.empty()) return std::nullopt;
  return fmt::format("process {} on node {}", found[0]["pid"].as<std::int64_t>(),
                     found[0]["node"].as<std::string>("?"));
}

}  // namespace selfopt::pg
