#include "serve/overview.hpp"

#include <chrono>
#include <map>
#include <vector>

#include "exchange/stored_status_json.hpp"
#include "pg/node_shares.hpp"
#include "pg/standing.hpp"
#include "pg/window_calls.hpp"
#include "timeline/layers.hpp"

namespace selfopt::serving {
namespace {

constexpr std::int64_t k_most_statements = 25;
constexpr std::int64_t k_most_loads = 15;

std::vector<TimelineLayer> layers_of(const std::vector<pg::GroupCalls>& calls,
                                     const Groups::View& view, const pg::Window& window) {
  std::map<int, Workload> rows;
  for (const pg::GroupCalls& one : calls)
    rows[one.group].push_back(one.measured);
  return cluster_layers(rows, view.clusters, TimeSpan{window.from_s, window.to_s}, window.step_s());
}

std::vector<pg::GroupCalls> calls_of(pg::Session& session, const Groups::View& view,
                                     const pg::Window& window) {
  if (!window.measured) return {};
  const double length_s = window.to_s - window.from_s;
  const auto known = view.histories.find(window.asked_s);
  if (known == view.histories.end() || known->second.until_s <= window.from_s)
    return pg::group_calls(session, window.steps(), length_s, view.members);
  const auto since =
      pg::group_calls(session, window.steps(known->second.until_s), length_s, view.members);
  std::vector<pg::GroupCalls> calls = known->second.calls;
  calls.insert(calls.end(), since.begin(), since.end());
  return calls;
}

// Every node is asked for the sizes of all its shards, and these change slowly.
std::vector<NodeShare> node_shares(Service& service, pg::Session& session) {
  constexpr std::chrono::minutes k_fresh{1};
  const auto now = std::chrono::steady_clock::now();
  Service::KeptShares& kept = service.node_shares;
  if (!kept.read_at || now - *kept.read_at > k_fresh) {
    kept.shares = pg::read_node_shares(session, service.database().database());
    kept.read_at = now;
  }
  return kept.shares;
}

Overview read_overview(Service& service, double window_s) {
  Overview overview;
  overview.window_s = window_s;
  const auto view = service.groups.view();
  service.database().with([&](pg::Session& session) {
    overview.health = pg::server_health(session);
    overview.status = pg::stored_status(session);
    const pg::Window window = pg::open_window(session, window_s);
    overview.not_summed = window.not_summed;
    overview.summary = pg::window_summary(session, window);
    auto found =
        pg::window_statements(session, window, pg::StatementOrder::total_ms, k_most_statements);
    overview.summary.statements = found.statements;
    overview.statements = std::move(found.top);
    overview.timeline = layers_of(calls_of(session, *view, window), *view, window);
    overview.standing = pg::read_standing(session, k_most_loads);
    overview.summary.nodes = node_shares(service, session);
  });
  overview.watch = exchange::read_status(overview.status.document);
  return overview;
}

}  // namespace

std::shared_ptr<const Overview> overview(Service& service, double window_s) {
  constexpr std::chrono::seconds k_fresh{2};
  constexpr std::size_t k_most_kept = 8;
  service.database().with([](pg::Session&) {});  // is it still there?
  const std::lock_guard one_reads_for_all(service.reading);
  auto& kept = service.overviews[window_s];
  const auto now = std::chrono::steady_clock::now();
  if (!kept.overview || now - kept.read_at > k_fresh) {
    kept.overview = std::make_shared<Overview>(read_overview(service, window_s));
    kept.read_at = now;
  }
  const std::shared_ptr<const Overview> result = kept.overview;
  if (service.overviews.size() > k_most_kept) service.overviews.clear();
  return result;
}

}  // namespace selfopt::serving
