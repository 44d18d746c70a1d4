#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include <selfopt/collect.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "collect/merge.hpp"
#include "pg/distribution.hpp"
#include "pg/engine.hpp"
#include "pg/snapshot_store.hpp"
#include "sql/identifier.hpp"

namespace selfopt {
namespace {

void warn(const pg::StatementsView& view) {
  if (view.hidden > 0)
    log::warning(
        "{} statements of other users are left out because role \"{}\" may not read them; to "
        "include them, run as a superuser: grant pg_read_all_stats to {};",
        view.hidden, view.user, sql::quote_identifier(view.user));
  if (!view.recording)
    log::warning(
        "the server records nothing: pg_stat_statements.track is \"none\"; run as a "
        "superuser: alter system set pg_stat_statements.track = 'top'; select "
        "pg_reload_conf();");
}

void report(const pg::StatementDeltas& deltas) {
  if (deltas.reset)
    log::warning(
        "the statistics were reset since the last snapshot; what ran before that and after "
        "the snapshot is not known");
  if (deltas.evicted.value_or(0) > 0)
    log::warning(
        "the server has thrown out {} entries since the last snapshot for want of room, and what "
        "they counted; more are kept with a greater pg_stat_statements.max",
        *deltas.evicted);
  if (deltas.restarted > 0 && !deltas.reset)
    log::notice("{} entries were reset or thrown out since the last snapshot, and began anew",
                deltas.restarted);
  if (deltas.since.empty())
    log::notice("this is the first snapshot in selfopt.performance_metrics");
  else
    log::debug("{} statements ran since the last snapshot at {}", deltas.rows.size(), deltas.since);
}

// Keeping the figures is a service, not the purpose, unless only what is new was asked for.
std::optional<pg::StatementDeltas> store(const Database& database, const pg::StatementsView& view,
                                         StatementMerger& merger, const CollectOptions& options) {
  try {
    pg::Session session(database);
    auto deltas = pg::store_snapshot(
        session, view, [&](const auto& rows) { return merger.merge(rows); },
        std::chrono::milliseconds(static_cast<std::int64_t>(options.keep_ms)));
    report(deltas);
    return deltas;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    if (options.since_last || options.must_store) throw;
    log::warning("nothing was stored in selfopt.performance_metrics: {}; {}", error.message(),
                 error.hint().empty() ? "--no-store leaves this out" : error.hint());
    return std::nullopt;
  }
}

// Speaks of what the figures of such a server do not tell.
void look_at_engine(pg::Session& session) {
  const pg::Engine engine = pg::read_engine(session);
  if (!engine.unsupported.empty()) throw Error(ErrorKind::refused, engine.unsupported);
  if (!pg::read_distribution(session).empty())
    log::warning(
        "Citus keeps tables on other nodes: times are of whole statements, but blocks those of "
        "this "
        "node only, and what workers ran for other coordinators is missing");
}

}  // namespace

Workload select_queries(Workload workload, const CollectOptions& options) {
  std::erase_if(workload, [&](const WorkloadQuery& query) {
    return query.calls < options.min_calls || query.mean_ms.value_or(0) < options.min_mean_ms;
  });
  if (!options.limit || std::ssize(workload) <= *options.limit) return workload;
  std::ranges::stable_sort(workload, [](const WorkloadQuery& a, const WorkloadQuery& b) {
    return total_ms_of(a) > total_ms_of(b);
  });
  workload.resize(static_cast<std::size_t>(*options.limit));
  return workload;
}

Workload collect(const Database& database, const CollectOptions& options) {
  pg::Session session(database);
  look_at_engine(session);
  const pg::StatementsView view = pg::read_statements(session, options.database);
  warn(view);
  StatementMerger merger(view.taken_at);
  std::vector<pg::StatementStatistics> rows = view.rows;
  if (options.store) {
    const auto deltas = store(database, view, merger, options);
    if (options.since_last && deltas) rows = deltas->rows;
  }
  if (!options.user.empty())
    std::erase_if(rows, [&](const auto& row) { return row.user != options.user; });
  return select_queries(merger.merge(rows), options);
}

}  // namespace selfopt
