#pragma once

#include <cstdint>
#include <string>

namespace selfopt {

/// What the loop of `watch` is doing and has done: a file, and a row of selfopt.status.
struct WatchStatus {
  std::string database;
  int pid = 0;
  /// "starting", "collecting", "clustering", "recommending", "applying", "waiting", "stopped"
  std::string status = "starting";
  bool applies = false;       ///< whether it may change the database
  bool circuit_open = false;  ///< it failed so often that it changes nothing until a cycle succeeds
  std::int64_t cycle = 0;     ///< the number of the cycle, from 1 since the start
  std::string cycle_id;       ///< as in the messages
  std::string started_at;     ///< ISO 8601, as all times here
  std::string last_cycle;     ///< when the last cycle ended well
  std::string last_optimization;  ///< when something was changed last
  std::string next_cycle;
  std::int64_t statements = 0;  ///< of the workload in the last cycle
  std::int64_t unreadable = 0;  ///< of them that do not parse or are no queries
  std::int64_t clusters = 0;    ///< kinds of statements in the last workload
  std::string largest_cluster;  ///< its name; empty if there is none
  double largest_share = 0;     ///< of all calls, 0 to 1
  /// The share of the calls that are of other kinds than when something was changed last, or when
  /// watch began: 0 (the same workload) to 1 (another).
  double drift = 0;
  std::int64_t recommendations_count = 0;  ///< of the last cycle
  std::int64_t held_back = 0;              ///< of them that restraint keeps back
  double cost_before = 0;                  ///< of the workload, in planner units
  double cost_after = 0;                   ///< with all that is recommended
  std::int64_t changes_done = 0;           ///< since the start
  std::int64_t changes_reverted = 0;       ///< since the start
  std::int64_t failures = 0;               ///< cycles in a row that failed
  std::string last_error;
};

}  // namespace selfopt
