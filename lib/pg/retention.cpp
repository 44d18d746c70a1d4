#include "pg/retention.hpp"

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "env/signals.hpp"
#include "pg/interval_text.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int k_batch = 5'000;  // rows; some tens of milliseconds
constexpr auto k_most_time = std::chrono::seconds(30);

struct Aging {
  const char* table;
  const char* old;  // which of its rows go; $1 is their age
};

constexpr Aging k_aging[] = {
    {"performance_metrics", R"("timestamp" < now() - $1::interval order by "timestamp")"},
    // A day may be summed up whose first hours are too old by now. A span goes before its sums,
    // which nobody reads without it.
    {"summed_spans", "begins < now() - $1::interval - interval '25 hours'"},
    {"statement_sums", "begins < now() - $1::interval - interval '25 hours'"},
    {"snapshots", "taken_at < now() - $1::interval"},
    // Of statements that no snapshot has seen for long: the server has thrown them out.
    {"statement_counters", "seen_at < now() - $1::interval"},
    // What is in a log that nobody has read for so long is itself too old to be kept.
    {"log_files", "read_at < now() - $1::interval"},
    // One that nothing has replaced still holds.
    {"predictions",
     "predicted_at < now() - $1::interval and exists (select from selfopt.predictions later"
     " where later.query_hash = r.query_hash and later.predicted_at > r.predicted_at"
     " and later.predicted_at < now() - $1::interval)"},
};

// \returns how many rows went
std::int64_t remove_batch(Session& session, const Aging& aging, const std::string& age) {
  const auto gone =
      run(session,
          fmt::format("delete from selfopt.{0} where ctid = any (array(select r.ctid from "
                      "selfopt.{0} r where {1} limit {2} for update of r skip locked))",
                      aging.table, aging.old, k_batch),
          age);
  return static_cast<std::int64_t>(gone.affected_rows());
}

}  // namespace

void remove_old_records(Session& session, std::chrono::milliseconds keep) try {
  if (keep.count() == 0) return;
  const std::string age = interval_text(static_cast<double>(keep.count()));
  const auto end = Clock::now() + k_most_time;
  for (const Aging& aging : k_aging) {
    while (remove_batch(session, aging, age) >= k_batch) {
      env::throw_if_interrupted();
      if (Clock::now() < end) continue;
      log::notice("old records of selfopt.{} are left to the next time", aging.table);
      return;
    }
  }
} catch (const Error& error) {
  if (error.kind() == ErrorKind::interrupted) throw;
  log::warning("old records could not be removed: {}", error.message());
}

}  // namespace selfopt::pg
