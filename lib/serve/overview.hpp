#pragma once

#include <memory>
#include <string>
#include <vector>

#include <selfopt/nouns/performance.hpp>
#include <selfopt/nouns/standing.hpp>
#include <selfopt/nouns/watch_status.hpp>

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
  std::vector<TimelineLayer> timeline;  ///< empty if nothing was measured
  std::vector<pg::StatementWindow> statements;
  Standing standing;
};
/// What was read a moment ago is given again, if the database can still be asked: many may look at
/// once, and measurements come every few minutes.
/// \throws Error{database}, Error{refused}
std::shared_ptr<const Overview> overview(Service& service, double window_s);

}  // namespace selfopt::serving
