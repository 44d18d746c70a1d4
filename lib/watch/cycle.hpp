#pragma once

#include <functional>
#include <string>
#include <vector>

#include <selfopt/nouns/alert.hpp>
#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/watch_status.hpp>
#include <selfopt/watch.hpp>

#include "pg/session.hpp"
#include "watch/clusters.hpp"

namespace selfopt::loop {

/// One cycle: collect, parse, cluster, recommend, hold back, and apply if \p may_apply.
/// \param session  ours, for what is kept in the database
/// \param clusters what earlier cycles have seen of the workload
/// \param on_step  is told the name of each step before it begins
/// \param status   receives what was found and done
/// \param notice   is told what somebody should hear of
/// \throws what the verbs throw
void run_cycle(const Database& database, pg::Session& session, const WatchOptions& options,
               bool may_apply, const std::function<void(const std::string& step)>& on_step,
               WorkloadClusters& clusters, WatchStatus& status,
               const std::function<void(std::vector<AlertEvent>)>& notice);

/// \returns the time now, ISO 8601 in UTC
std::string now_text();

}  // namespace selfopt::loop
