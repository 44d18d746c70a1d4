#include <chrono>
#include <ctime>
#include <utility>

#include <fmt/format.h>

#include <selfopt/collect.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/units.hpp>

#include "collect/log_ledger.hpp"
#include "collect/log_reader.hpp"
#include "collect/log_statements.hpp"
#include "collect/log_time.hpp"
#include "collect/log_totals.hpp"

namespace selfopt {
namespace {

using collect_log::Execution;

// A limit of time, as the log prints it in a zone of its own, or as a point in time.
struct TimeLimit {
  std::string text;
  std::optional<double> seconds;  // since 1970

  bool given() const { return !text.empty() || seconds; }
};

TimeLimit read_limit(const char* option, const std::string& text) {
  if (text.empty()) return {};
  constexpr std::size_t k_date = 10;
  constexpr std::string_view k_midnight = " 00:00:00";
  std::string written = text;
  if (written.size() > k_date && written[k_date] == 'T') written[k_date] = ' ';
  if (written.size() == k_date) written += k_midnight;
  constexpr std::size_t k_to_minute = 16;
  if (written.size() >= k_to_minute &&
      (written.size() == k_to_minute || written[k_to_minute] != ':'))
    written.insert(k_to_minute, ":00");
  if (collect_log::begins_with_time(written)) return {written, collect_log::seconds_of(written)};
  try {
    return {{}, static_cast<double>(std::time(nullptr)) - parse_duration_ms(text) / 1000};
  } catch (const Error&) {
    throw Error(ErrorKind::usage, fmt::format("{} \"{}\" is not a time", option, text), {},
                "Write 2026-11-23, 2026-11-23 08:30, 2026-11-23T08:30+01, or how long ago: 2h.");
  }
}

class Filter {
 public:
  Filter(const LogOptions& logs, const CollectOptions& options)
      : m_since(read_limit("--since", logs.since)),
        m_until(read_limit("--until", logs.until)),
        m_database(options.database),
        m_user(options.user) {}

  bool wants(const Execution& execution) {
    if (!m_database.empty() && execution.database != m_database) return false;
    if (!m_user.empty() && execution.user != m_user) return false;
    if (!m_since.given() && !m_until.given()) return true;
    const auto seconds = collect_log::seconds_of(execution.time);
    if (!seconds && (m_since.seconds || m_until.seconds)) ++m_without_time;
    if (m_since.given() && is_before(execution.time, seconds, m_since).value_or(false))
      return false;
    return !m_until.given() || is_before(execution.time, seconds, m_until).value_or(true);
  }

  /// \returns how many executions were taken in because their time is not known.
  std::int64_t without_time() const { return m_without_time; }

 private:
  // \returns nothing if that cannot be told
  static std::optional<bool> is_before(std::string_view time, std::optional<double> seconds,
                                       const TimeLimit& limit) {
    if (!limit.seconds) return time < limit.text;
    return seconds ? std::optional(*seconds < *limit.seconds) : std::nullopt;
  }

  TimeLimit m_since;
  TimeLimit m_until;
  std::int64_t m_without_time = 0;
  std::string m_database;
  std::string m_user;
};

using collect_log::LogLedger;

// Keeping the figures is a service, not the purpose, unless only what is new was asked for.
std::optional<LogLedger> open_ledger(const Database& database, const CollectOptions& options) {
  try {
    return std::optional<LogLedger>(std::in_place, database);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::refused || options.since_last) throw;
    log::warning("nothing is stored in selfopt.performance_metrics: {}; {}", error.message(),
                 error.hint().empty() ? "--no-store leaves this out" : error.hint());
    return std::nullopt;
  }
}

void store(LogLedger& ledger, collect_log::LogTotals&& fresh,
           const std::vector<collect_log::LogFile>& files, const CollectOptions& options) {
  const std::int64_t executions = fresh.executions();
  ledger.store(std::move(fresh).result(), files,
               std::chrono::milliseconds(static_cast<std::int64_t>(options.keep_ms)));
  log::notice("stored {} new executions in selfopt.performance_metrics", format_count(executions));
}

void tell(const collect_log::LogReport& report, const collect_log::LogStatements& statements,
          std::int64_t executions, const collect_log::LogTotals& wanted, bool may_be_nothing) {
  log::notice("read {} from {} {}: {} entries, {} executions of statements, {} of them wanted",
              format_bytes(report.bytes), report.files, report.files == 1 ? "file" : "files",
              format_count(report.entries), format_count(executions),
              format_count(wanted.executions()));
  if (wanted.crowded_out() > 0)
    log::warning("{} executions are left out: the log has more than {} different statements",
                 format_count(wanted.crowded_out()),
                 format_count(static_cast<std::int64_t>(collect_log::LogTotals::k_most_shapes)));
  if (const std::int64_t foreign = report.skipped.foreign + statements.foreign(); foreign > 0)
    log::warning(
        "{} entries are not in English and tell nothing to selfopt; run as a superuser: alter "
        "system set lc_messages = 'C'; select pg_reload_conf();",
        format_count(foreign));
  if (executions == 0 && !may_be_nothing)
    log::warning(
        "the logs tell of no statement; the server writes them with log_min_duration_statement "
        "or log_statement and log_duration, and in English with lc_messages = 'C'");
}

}  // namespace

Workload collect_logs(const LogOptions& logs, const CollectOptions& options,
                      const std::optional<Database>& database) {
  Filter filter(logs, options);
  std::vector<collect_log::LogFile> files;
  for (std::string& path : collect_log::list_logs(logs.files))
    files.emplace_back().path = std::move(path);
  std::optional<collect_log::LogLedger> ledger;
  if (database && options.store) ledger = open_ledger(*database, options);
  if (ledger) ledger->find_counted(files);
  collect_log::LogTotals wanted(logs.keep_literals);
  collect_log::LogTotals fresh(false);
  bool is_new = true;
  std::int64_t executions = 0;
  collect_log::LogStatements statements([&](const Execution& execution) {
    ++executions;
    const std::uint64_t shape = collect_log::LogTotals::shape_of(execution);
    if (filter.wants(execution)) wanted.add(execution, shape);
    if (ledger && is_new) fresh.add(execution, shape);
  });
  const auto mode = !ledger              ? collect_log::ReadMode::whole
                    : options.since_last ? collect_log::ReadMode::only_new
                                         : collect_log::ReadMode::tracking;
  const collect_log::LogReport report = collect_log::read_logs(
      files, mode, [&](const collect_log::LogEntry& entry) { statements.take(entry); },
      [&](bool new_from_here) {
        // What waited for its duration at that place was counted without it.
        if (new_from_here != is_new) statements.finish();
        is_new = new_from_here;
      });
  statements.finish();
  tell(report, statements, executions, wanted, options.since_last && report.entries == 0);
  if (filter.without_time() > 0)
    log::warning(
        "the times of {} executions have no zone that is known here; --since and --until can be "
        "applied to them only as the log prints them: 2026-11-23 08:30",
        format_count(filter.without_time()));
  if (ledger) store(*ledger, std::move(fresh), files, options);
  return select_queries(std::move(wanted).result(), options);
}

}  // namespace selfopt
