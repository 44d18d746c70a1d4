#include "apply_options.hpp"

#include <fmt/format.h>

#include <selfopt/error.hpp>

namespace selfopt::app {
namespace {

void check_share(const char* name, double value) {
  if (value < 0 || value > 1) throw Error(ErrorKind::usage, fmt::format("{} must be 0 to 1", name));
}

}  // namespace

void ApplySettings::declare(CommandLine& line) {
  line.section("Which changes");
  line.option("--min-create-confidence", "P", m_options.min_create_confidence,
              "Make an index only if the advice is surer than this, 0 to 1; default 0.7");
  line.option("--min-drop-confidence", "P", m_options.min_drop_confidence,
              "Drop an index only if the advice is surer than this, 0 to 1; default 0.8");
  line.flag("--allow-drops", m_options.allow_drops,
            "Also drop indexes that selfopt did not make, unless something needs them");
  line.flag("--replicas-not-used", m_options.replicas_not_used,
            "Drop them although other servers follow this one");
  line.flag("--allow-locking-undo", m_options.allow_locking_undo,
            "Make indexes on partitioned tables, which to drop locks the whole table");
  line.flag("--retry-reverted", m_options.retry_reverted,
            "Make again what was reverted, or has failed three times today");
  line.section("When");
  line.duration("--max-wait", m_options.max_wait_ms,
                "How long a change may wait for other transactions to end; default 10min");
  line.option("--max-parallel", "N", m_options.max_parallel,
              "Parts of a partitioned table that are indexed at the same time; default 1");
  line.duration("--max-duration", m_options.max_duration_ms,
                "How long all changes may take; default 0, no limit");
  line.option("--window", "HH:MM-HH:MM", m_options.window, "Change only in these hours of the day");
  line.duration("--max-lag", m_options.max_lag_ms,
                "Change nothing while a replica is further behind; default 30s");
  line.option("--max-active", "N", m_options.max_active,
              "Change nothing while more sessions run a statement; default 32");
  line.bytes("--free-space", m_options.free_bytes,
             "Free space of the server's disk, where it cannot be seen from here");
  line.section("Verification");
  line.choice("--verify", m_verify, {"plan", "replay", "observe", "none"},
              "Revert what does no good: by the planner's costs, by running statements that only "
              "read before and after, or by watching real calls; default plan");
  line.option("--verify-runs", "N", m_options.runs,
              "With replay: executions of each statement on each side; default 9");
  line.duration("--observe-for", m_options.observe_ms,
                "With observe: how long real calls are watched; default 30min");
  line.section("");
}

void ApplySettings::check() const {
  constexpr std::int64_t k_least_runs = 5;
  constexpr std::int64_t k_most_parallel = 16;
  check_share("--min-create-confidence", m_options.min_create_confidence);
  check_share("--min-drop-confidence", m_options.min_drop_confidence);
  if (m_options.runs < k_least_runs)
    throw Error(ErrorKind::usage, fmt::format("--verify-runs must be at least {}", k_least_runs));
  if (m_options.max_parallel < 1 || m_options.max_parallel > k_most_parallel)
    throw Error(ErrorKind::usage, fmt::format("--max-parallel must be 1 to {}", k_most_parallel));
  if (m_options.max_active < 0) throw Error(ErrorKind::usage, "--max-active must not be negative");
}

ApplyOptions ApplySettings::options() const {
  ApplyOptions options = m_options;
  options.verify = m_verify == "plan"      ? VerifyMethod::plan
                   : m_verify == "replay"  ? VerifyMethod::replay
                   : m_verify == "observe" ? VerifyMethod::observe
                                           : VerifyMethod::none;
  return options;
}

}  // namespace selfopt::app
