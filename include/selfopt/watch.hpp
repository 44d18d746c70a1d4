#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <selfopt/apply.hpp>
#include <selfopt/nouns/alert.hpp>
#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/watch_status.hpp>
#include <selfopt/recommend.hpp>

/// The loop that keeps a database optimised: collect, parse, cluster, recommend and, if it may,
/// apply.
namespace selfopt {

/// Who is told of regressions, changes taken back, and failures.
struct AlertOptions {
  /// Run by /bin/sh, with the alert as JSON on its standard input; empty: none.
  std::string command;
  /// Gets the alert by POST, as JSON; empty: none. A secret, as far as its path is.
  std::string url;
  /// What happens within this time after an alert is told with the next. At least a second.
  double every_ms = 15 * 60'000;

  bool none() const { return command.empty() && url.empty(); }
  std::chrono::milliseconds every() const {
    return std::chrono::milliseconds(static_cast<std::int64_t>(std::max(every_ms, 1000.0)));
  }
};

/// \throws Error{usage} if \p url is none that alerts can be sent to
void check_alert_url(const std::string& url);

struct WatchOptions {
  bool once = false;             ///< one cycle, then return
  bool apply = false;            ///< change the database; else only advise
  bool learn = true;             ///< keep a model of run times, and foretell the workload with it
  double interval_ms = 300'000;  ///< from the end of a cycle to the next, give or take a tenth
  double retry_ms = 60'000;      ///< the same after a cycle that failed; doubled each time
  double lookback_ms = 24.0 * 3'600'000;   ///< statements that ran since then are the workload
  double keep_ms = 30.0 * 24 * 3'600'000;  ///< snapshots that are older are removed

  /// A recommendation is applied when so many cycles in a row have made it.
  std::int64_t confirm = 2;
  /// An index that was made is not dropped sooner, and one that was dropped not made again.
  double cooling_ms = 24.0 * 3'600'000;
  std::int64_t max_changes = 10;            ///< in 24 hours
  std::optional<std::int64_t> index_bytes;  ///< of all indexes that selfopt has made; absent: any

  std::string status_file;  ///< where the status document is kept, too; empty: only in the database
  std::uint64_t seed = 1;   ///< of the jitter
  AlertOptions alerts;
  RecommendOptions recommend;
  ApplyOptions apply_options;
};

/// Runs cycles until a signal stops it, or one with `once`. At most one per database.
///
/// A cycle that fails is logged and tried again after `retry_ms`, then after twice that, up to an
/// hour; after five in a row nothing is applied until a cycle has succeeded. With `once` a failure
/// is thrown. SIGHUP makes it call \p reread and begin
/// the next cycle.
/// \param reread gives the options anew, for the next cycle
/// \returns the status when it ended
/// \throws Error{busy} if another watch looks after this database; Error{refused}; with `once` what
///         the verbs throw; Error::interrupted
WatchStatus watch(const Database& database, WatchOptions options,
                  const std::function<WatchOptions()>& reread);

/// \returns one JSON document, schema selfopt.status/1, with its line end.
std::string to_json(const WatchStatus& status);

/// \returns one line of JSON, schema selfopt.alert/1, with its line end.
std::string to_json(const Alert& alert);

/// \returns what an alert says, in one line of some hundred bytes for people
std::string summary(const Alert& alert);

}  // namespace selfopt
