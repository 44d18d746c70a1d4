#include <algorithm>
#include <utility>

#include <selfopt/collect.hpp>
#include <selfopt/log.hpp>

#include "collect/merge.hpp"
#include "pg/metrics_store.hpp"
#include "sql/identifier.hpp"

namespace selfopt {
namespace {

double total_ms(const WorkloadQuery& query) {
  return query.total_ms.value_or(query.mean_ms.value_or(0) * static_cast<double>(query.calls));
}

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

}  // namespace

Workload select_queries(Workload workload, const CollectOptions& options) {
  std::erase_if(workload, [&](const WorkloadQuery& query) {
    return query.calls < options.min_calls || query.mean_ms.value_or(0) < options.min_mean_ms;
  });
  if (!options.limit || std::ssize(workload) <= *options.limit) return workload;
  std::ranges::stable_sort(workload, [](const WorkloadQuery& a, const WorkloadQuery& b) {
    return total_ms(a) > total_ms(b);
  });
  workload.resize(static_cast<std::size_t>(*options.limit));
  return workload;
}

Workload collect(const Database& database, const CollectOptions& options) {
  pg::Session session(database);
  const pg::StatementsView view =
      pg::read_statements(session, {.database = options.database, .user = options.user});
  warn(view);
  Workload queries = select_queries(merge_statistics(view), options);
  if (options.store) pg::store_metrics_or_warn(database, "pg_stat_statements", queries);
  return queries;
}

}  // namespace selfopt
