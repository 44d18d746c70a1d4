#include "apply/preflight.hpp"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/recommendations.hpp>
#include <selfopt/units.hpp>

#include "env/signals.hpp"
#include "pg/ledger.hpp"

namespace selfopt::change {
namespace {

using namespace std::chrono_literals;

// A transaction that is younger will probably end soon; the build can wait for it itself.
constexpr double k_old_transaction_s = 60;
// A build writes its sorted runs and then the index, and VACUUM cannot clean up meanwhile.
constexpr double k_space_factor = 2.5;
constexpr auto k_look_every = 1s;

// CREATE INDEX CONCURRENTLY could miss rows there (fixed in 14.4).
constexpr int k_first_broken = 140000;
constexpr int k_first_mended = 140004;

std::string space_missing(const Action& action) {
  const auto need = static_cast<double>(action.size_bytes.value_or(0)) * k_space_factor;
  const auto& free = action.outlook.free_bytes;
  if (!creates(action) || !free || static_cast<double>(*free) >= need) return {};
  return fmt::format("the disk has {} free, and {} may be needed", format_bytes(*free),
                     format_bytes(static_cast<std::int64_t>(need)));
}

// What may be over in a while.
std::string passing_obstacle(pg::Session& session, const Action& action,
                             const ApplyOptions& options) {
  const auto in_the_way = pg::transactions_in_the_way(session, action.table, k_old_transaction_s);
  if (!in_the_way.empty())
    return fmt::format("it would have to wait for {}", in_the_way.front().description);
  const pg::ServerLoad load = pg::server_load(session);
  if (load.replay_lag_s * 1000 > options.max_lag_ms)
    return fmt::format("a replica is {} behind", format_duration_ms(load.replay_lag_s * 1000));
  if (load.active_sessions > options.max_active)
    return fmt::format("{} sessions are running a statement", load.active_sessions);
  return {};
}

}  // namespace

std::string reason_to_refuse(const pg::ServerFacts& facts, std::string& hint) {
  if (facts.standby) {
    hint =
        "Name the primary server, for example with target_session_attrs=read-write and both "
        "hosts in the DSN.";
    return "the server is a standby, which takes no changes";
  }
  if (facts.read_only) {
    hint = "default_transaction_read_only is on for this user, database or server.";
    return "the session may only read";
  }
  if (!facts.no_changes.empty()) {
    hint = "Make the changes by hand, as its manual says.";
    return facts.no_changes;
  }
  if (facts.version >= k_first_broken && facts.version < k_first_mended) {
    hint = "Update it to the latest 14.";
    return fmt::format("PostgreSQL 14.{} can build corrupt indexes concurrently",
                       facts.version - k_first_broken);
  }
  return {};
}

void demand_changeable_server(pg::Session& session) {
  std::string hint;
  const std::string reason = reason_to_refuse(pg::server_facts(session), hint);
  if (!reason.empty()) throw Error(ErrorKind::refused, reason, {}, hint);
}

std::string reason_to_postpone(pg::Session& session, const Action& action,
                               const ApplyOptions& options, const Limits& limits) {
  if (std::string missing = space_missing(action); !missing.empty()) return missing;
  if (const std::string gid = pg::prepared_transaction_on(session, action.table); !gid.empty())
    return fmt::format(
        "the prepared transaction \"{}\" has written {} and holds it up; COMMIT or "
        "ROLLBACK PREPARED ends it",
        gid, action.table);
  const auto start = Clock::now();
  bool said = false;
  for (;;) {
    env::throw_if_interrupted();
    const auto now = Clock::now();
    if (limits.until &&
        now + std::chrono::duration<double, std::milli>(action.outlook.estimated_ms) >
            *limits.until)
      return "the time that is left is too short";
    std::string obstacle = passing_obstacle(session, action, options);
    if (obstacle.empty()) return {};
    if (now - start >= limits.max_wait) return obstacle;
    if (!said) log::notice("{} waits: {}", action.name, obstacle);
    said = true;
    std::this_thread::sleep_for(k_look_every);
  }
}

std::string reason_it_is_stale(pg::Session& session, const Action& action) {
  const auto table = pg::table_state(session, action.table, action.name);
  if (!table) return fmt::format("the plan is stale: table {} is gone", action.table);
  if (table->identity != action.table_identity)
    return fmt::format("the plan is stale: table {} is not what it was, or has other columns",
                       action.table);
  if (creates(action)) return {};
  const auto index = pg::index_state(session, action.table, action.name);
  if (index && concurrent_ddl(index->definition) == action.undo_ddl) return {};
  return fmt::format("the plan is stale: index \"{}\" is gone, or is another one", action.name);
}

std::string reason_it_is_done(pg::Session& session, const Action& action) {
  const auto index = pg::index_state(session, action.table, action.name);
  if (creates(action) ? !index || !index->valid : index.has_value()) return {};
  const auto same = [&action](const Action& past) {
    return past.state == "done" && past.kind == action.kind && past.table == action.table &&
           past.name == action.name && past.ddl == action.ddl;
  };
  return std::ranges::any_of(pg::read_actions(session), same)
             ? "another selfopt has done it meanwhile"
             : "";
}

}  // namespace selfopt::change
