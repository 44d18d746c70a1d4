#include "replay/prepare.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <utility>

#include <selfopt/log.hpp>

#include "sql/effect.hpp"

namespace selfopt {
namespace {

// \returns why a statement is not to be run, or "". Only what the server can take back is let
// through: COMMIT, for example, would end the transaction that protects the data.
std::string reason_to_skip(const std::string& sql, bool allow_writes) {
  const sql::Glance glance = sql::glance_at(sql);
  if (glance.error) return glance.error->message;
  switch (glance.effect) {
    case sql::Effect::reads:
      return {};
    case sql::Effect::writes:
      return allow_writes ? "" : "skipped: it writes (see --allow-writes)";
    case sql::Effect::other:
      return "skipped: only SELECT, INSERT, UPDATE, DELETE and MERGE are replayed";
    case sql::Effect::unknown:
      break;
  }
  return "skipped: it is not one statement";
}

// Two replays can be compared only if both look for the same values.
void take_values_of(const Workload& before, Workload& workload) {
  std::map<std::string, const WorkloadQuery*> by_text;
  for (const WorkloadQuery& query : before)
    if (!query.params.empty()) by_text.try_emplace(query.sql, &query);
  for (WorkloadQuery& query : workload) {
    const auto found = query.params.empty() ? by_text.find(query.sql) : by_text.end();
    if (found != by_text.end()) query.params = found->second->params;
  }
}

}  // namespace

WorkloadQuery without_measurements(WorkloadQuery&& query) {
  WorkloadQuery fresh;
  fresh.query_hash = std::move(query.query_hash);
  fresh.name = std::move(query.name);
  fresh.sql = std::move(query.sql);
  fresh.calls = query.calls;
  fresh.source = "replay";
  fresh.params = std::move(query.params);
  fresh.other_keys = std::move(query.other_keys);
  return fresh;
}

std::chrono::milliseconds replay_timeout(const ReplayOptions& options) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(options.timeout_ms)));
}

std::vector<literals::Filled> prepare_replay(const Database& database, Workload& workload,
                                             const ReplayOptions& options) {
  if (options.before != nullptr) take_values_of(*options.before, workload);
  for (WorkloadQuery& query : workload)
    query.error = reason_to_skip(query.sql, options.allow_writes);
  Workload runnable;
  std::ranges::copy_if(workload, std::back_inserter(runnable), &std::string::empty,
                       &WorkloadQuery::error);
  literals::Filler filler(database, replay_timeout(options), options.seed);
  std::vector<literals::Filled> filled = filler.fill(runnable);
  const auto invented = std::ranges::count_if(
      filled, [](const literals::Filled& one) { return one.invented && !one.placeholder; });
  if (invented > 0)
    log::notice("parameters of {} statement{} get values drawn from statistics of their columns",
                invented, invented == 1 ? "" : "s");
  std::vector<literals::Filled> texts(workload.size());
  auto next = filled.begin();
  for (std::size_t i = 0; i < workload.size(); ++i) {
    WorkloadQuery fresh = without_measurements(std::move(workload[i]));
    fresh.error = std::move(workload[i].error);
    if (fresh.error.empty()) {
      texts[i] = std::move(*next++);
      fresh.error = texts[i].error;
      fresh.params = texts[i].params;
    }
    workload[i] = std::move(fresh);
  }
  return texts;
}

}  // namespace selfopt
