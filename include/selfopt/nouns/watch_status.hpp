#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace selfopt {

/// The model of run times that `watch` has trained, and how its last training came out.
struct ModelStatus {
  std::int64_t id = 0;  ///< in selfopt.models
  std::string trained_at;
  std::int64_t rows = 0;   ///< different statements that it learned from
  double q_error_p50 = 0;  ///< when it was judged
  /// Of what was measured since the last training and had been foretold; absent: nothing was.
  std::optional<double> recent_q_error_p50;
  std::string last_trained_at;  ///< later than trained_at if that training's model was not kept
  std::string last_reason;
  double last_q_error_p50 = 0;                      ///< of the new model
  std::optional<double> last_champion_q_error_p50;  ///< of the one before, on the same statements
  bool last_kept = true;                            ///< whether the new one took its place
};

/// What the loop of `watch` is doing and has done: a file, and a row of selfopt.status.
struct WatchStatus {
  std::string database;
  int pid = 0;
  /// "starting", "collecting", "clustering", "learning", "recommending", "applying", "waiting",
  /// "stopped"
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
  std::optional<ModelStatus> model;        ///< absent: there is none yet
  std::int64_t failures = 0;               ///< cycles in a row that failed
  std::string last_error;
};

}  // namespace selfopt
