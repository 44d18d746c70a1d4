#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <selfopt/collect.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/units.hpp>

#include "collect/log_reader.hpp"
#include "collect/log_statements.hpp"
#include "collect/log_totals.hpp"

namespace selfopt {
namespace {

using collect_log::Execution;

// A limit of time as a log prints it. A log says its time in the server's zone, so a time that is
// relative to now is kept in both zones that it can be in: UTC and this machine's.
struct TimeLimit {
  std::string utc;
  std::string local;

  bool given() const { return !utc.empty(); }
  std::string_view for_time(std::string_view time) const {
    return time.ends_with(" UTC") || time.ends_with(" GMT") ? utc : local;
  }
};

TimeLimit read_limit(const char* option, const std::string& text) {
  if (text.empty()) return {};
  constexpr std::size_t k_date = 10;
  constexpr std::string_view k_midnight = " 00:00:00";
  std::string written = text;
  if (written.size() > k_date && written[k_date] == 'T') written[k_date] = ' ';
  if (written.size() == k_date) written += k_midnight;
  constexpr std::size_t k_to_minute = 16;
  if (written.size() == k_to_minute) written += ":00";
  if (collect_log::begins_with_time(written)) return {written, written};
  double ago_ms = 0;
  try {
    ago_ms = parse_duration_ms(text);
  } catch (const Error&) {
    throw Error(ErrorKind::usage, fmt::format("{} \"{}\" is not a time", option, text), {},
                "Write 2026-11-23, 2026-11-23 08:30, or how long ago: 2h.");
  }
  const std::time_t then = std::time(nullptr) - static_cast<std::time_t>(ago_ms / 1000);
  return {fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::gmtime(then)),
          fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::localtime(then))};
}

class Filter {
 public:
  Filter(const LogOptions& logs, const CollectOptions& options)
      : m_since(read_limit("--since", logs.since)),
        m_until(read_limit("--until", logs.until)),
        m_database(options.database),
        m_user(options.user) {}

  bool wants(const Execution& execution) const {
    if (!m_database.empty() && execution.database != m_database) return false;
    if (!m_user.empty() && execution.user != m_user) return false;
    if (m_since.given() && execution.time < m_since.for_time(execution.time)) return false;
    return !m_until.given() || execution.time < m_until.for_time(execution.time);
  }

 private:
  TimeLimit m_since;
  TimeLimit m_until;
  std::string m_database;
  std::string m_user;
};

}  // namespace

Workload collect_logs(const LogOptions& logs, const CollectOptions& options) {
  const Filter filter(logs, options);
  collect_log::LogTotals totals(logs.keep_literals);
  std::int64_t executions = 0;
  collect_log::LogStatements statements([&](const Execution& execution) {
    ++executions;
    if (filter.wants(execution)) totals.add(execution);
  });
  const collect_log::LogReport report =
      collect_log::read_logs(collect_log::list_logs(logs.files),
                             [&](const collect_log::LogEntry& entry) { statements.take(entry); });
  statements.finish();
  log::notice("read {} from {} {}: {} entries, {} executions of statements, {} of them wanted",
              format_bytes(report.bytes), report.files, report.files == 1 ? "file" : "files",
              format_count(report.entries), format_count(executions),
              format_count(totals.executions()));
  if (totals.crowded_out() > 0)
    log::warning("{} executions are left out: the log has more than {} different statements",
                 format_count(totals.crowded_out()),
                 format_count(static_cast<std::int64_t>(collect_log::LogTotals::k_most_shapes)));
  if (const std::int64_t foreign = report.skipped.foreign + statements.foreign(); foreign > 0)
    log::warning(
        "{} entries are not in English and tell nothing to selfopt; run as a superuser: alter "
        "system set lc_messages = 'C'; select pg_reload_conf();",
        format_count(foreign));
  if (executions == 0)
    log::warning(
        "the logs tell of no statement; the server writes them with log_min_duration_statement "
        "or log_statement and log_duration, and in English with lc_messages = 'C'");
  return select_queries(std::move(totals).result(), options);
}

}  // namespace selfopt
