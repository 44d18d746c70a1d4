#include <algorithm>
#include <ctime>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/version.hpp>

#include "exchange/stored_status_json.hpp"
#include "pg/ledger.hpp"
#include "pg/server_health.hpp"
#include "pg/stored_advice.hpp"
#include "pg/window_metrics.hpp"
#include "serve/answers.hpp"
#include "serve/improvement.hpp"

namespace selfopt::serving {
namespace {

constexpr double k_window_s = 3600;

// The text format of OpenMetrics 1.0. No label comes from a statement or a table, so the number of
// series is always the same.
class Metrics {
 public:
  void gauge(const char* name, const char* help, double value, const std::string& labels = {}) {
    describe(name, help, "gauge");
    sample(name, labels, value);
  }
  void describe(const char* name, const char* help, const char* type) {
    m_text += fmt::format("# HELP selfopt_{0} {1}\n# TYPE selfopt_{0} {2}\n", name, help, type);
  }
  void sample(const char* name, const std::string& labels, double value) {
    m_text += fmt::format("selfopt_{}{} {}\n", name, labels, value);
  }
  std::string finish() { return std::move(m_text) + "# EOF\n"; }

 private:
  std::string m_text;
};

void add_service(const Service& service, Metrics& metrics) {
  metrics.gauge("build_info", "Always 1; the label is the program's version.", 1,
                fmt::format("{{version=\"{}\"}}", version()));
  metrics.gauge("uptime_seconds", "Seconds since the server was started.",
                std::difftime(std::time(nullptr), service.started));
  metrics.describe("http_responses", "Answers by the first digit of their status.", "counter");
  for (std::size_t i = 0; i < service.answers.size(); ++i)
    metrics.sample("http_responses_total", fmt::format("{{status=\"{}xx\"}}", i + 1),
                   static_cast<double>(service.answers[i]));
}

void add_statements(pg::Session& session, Metrics& metrics) {
  const pg::Window window = pg::open_window(session, k_window_s);
  const Performance summary = pg::window_summary(session, window);
  const auto found = pg::window_statements(session, window, pg::StatementOrder::total_ms, 0);
  metrics.gauge("statement_calls_1h", "Calls of statements in the last hour.",
                static_cast<double>(summary.calls));
  metrics.gauge("statements_1h", "Distinct statements in the last hour.",
                static_cast<double>(found.statements));
  metrics.gauge("statement_seconds_1h", "Time of all statements in the last hour.",
                summary.total_ms / 1000);
  if (summary.p95_ms)
    metrics.gauge("statement_p95_seconds_1h", "Nineteen of twenty calls took no longer.",
                  *summary.p95_ms / 1000);
}

void add_optimization(pg::Session& session, Metrics& metrics) {
  const pg::StoredStatus stored = pg::stored_status(session);
  metrics.gauge("watch_running", "1 if a watch looks after this database.", stored.running ? 1 : 0);
  metrics.gauge("watch_failures", "Cycles in a row that failed.",
                static_cast<double>(exchange::read_status(stored.document).failures));
  metrics.gauge("recommendations", "Changes that are advised now.",
                static_cast<double>(stored.recommendations));
  const std::vector<Action> actions = pg::read_actions(session);
  const auto count = [&](const char* state) {
    return static_cast<double>(std::ranges::count(actions, state, &Action::state));
  };
  metrics.describe("actions", "Changes made or tried, by what became of them.", "gauge");
  for (const char* state : {"done", "failed", "postponed", "reverted", "undone"})
    metrics.sample("actions", fmt::format("{{state=\"{}\"}}", state), count(state));
  metrics.gauge("improvement_ratio", "Share of their time that verified changes save.",
                improvement(actions).share());
}

void add_server(pg::Session& session, Metrics& metrics) {
  const pg::ServerHealth health = pg::server_health(session);
  metrics.gauge("database_bytes", "Size of the database.",
                static_cast<double>(health.database_bytes));
  if (health.cache_hit_share)
    metrics.gauge("cache_hit_ratio", "Blocks that were found in shared buffers.",
                  *health.cache_hit_share);
  metrics.gauge("connections", "Clients of the database server.",
                static_cast<double>(health.connections));
  metrics.gauge("longest_transaction_seconds", "Age of the oldest open transaction.",
                health.longest_transaction_s);
  metrics.gauge("invalid_indexes", "Indexes that cannot be used.",
                static_cast<double>(health.invalid_indexes));
}

}  // namespace

http::Response answer_metrics(Service& service, const Call&) {
  Metrics metrics;
  add_service(service, metrics);
  bool up = false;
  if (service.sessions) {
    // Whoever collects metrics wants to hear that the database is away, not to get an error.
    Metrics of_database = metrics;
    try {
      service.sessions->with([&](pg::Session& session) {
        add_statements(session, of_database);
        add_optimization(session, of_database);
        add_server(session, of_database);
      });
      metrics = std::move(of_database);
      up = true;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
    }
    metrics.gauge("database_up", "1 if the database could be asked.", up ? 1 : 0);
  }
  http::Response response;
  response.content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
  response.body = metrics.finish();
  return response;
}

}  // namespace selfopt::serving
