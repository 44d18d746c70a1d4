#pragma once

#include <memory>
#include <string>
#include <vector>

#include <selfopt/nouns/action.hpp>
#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/performance.hpp>
#include <selfopt/nouns/watch_status.hpp>

#include "page/timeline_svg.hpp"
#include "pg/load_history.hpp"
#include "pg/server_health.hpp"
#include "pg/stored_advice.hpp"
#include "pg/window_metrics.hpp"
#include "serve/service.hpp"

namespace selfopt::serving {

/// All that the dashboard shows, read at one time.
struct Overview {
  double window_s = 0;
  pg::ServerHealth health;
  pg::StoredStatus status;
  WatchStatus watch;        ///< what the status document says
  bool not_summed = false;  ///< old measurements had to be read one by one
  Performance summary;
  std::vector<page::TimelineLayer> timeline;  ///< empty if nothing was measured
  std::vector<pg::StatementWindow> statements;
  std::vector<pg::StoredAdvice> advice;
  std::vector<Action> actions;  ///< the latest first
  std::vector<Index> indexes;   ///< the largest first
  UsageEvidence usage;
  std::vector<pg::PastLoad> loads;
};
/// What was read a moment ago is given again, if the database can still be asked: many may look at
/// once, and measurements come every few minutes.
/// \throws Error{database}, Error{refused}
std::shared_ptr<const Overview> overview(Service& service, double window_s);

}  // namespace selfopt::serving
