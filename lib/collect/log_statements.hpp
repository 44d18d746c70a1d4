#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "collect/log_entry.hpp"

namespace selfopt::collect_log {

/// One execution of a statement, as a log tells of it. Views are good during the call only.
struct Execution {
  std::string_view sql;
  std::string_view parameters;  ///< $1 = '5', $2 = NULL; may be empty
  std::string_view plan_json;   ///< from auto_explain with log_format = json; may be empty
  std::string_view time;
  std::string_view user;
  std::string_view database;
  std::optional<double> ms;
  double temp_bytes = 0;
  int calls = 1;  ///< 0: a further part of one that is counted already (FETCH)
};

/// Makes executions of log entries.
///
/// Understands log_min_duration_statement (duration and text in one entry), log_statement with
/// log_duration (text first, duration later, matched by session), the extended protocol (parse and
/// bind are not executions), temporary files, and auto_explain (its plan and the duration of the
/// same execution are one).
class LogStatements {
 public:
  using OnExecution = std::function<void(const Execution&)>;
  explicit LogStatements(OnExecution on_execution) : m_on_execution(std::move(on_execution)) {}

  void take(const LogEntry& entry);
  /// Hands over what still waits for a duration.
  void finish();
  /// \returns how many entries tell of a duration in another language than English.
  std::int64_t foreign() const { return m_foreign; }

 private:
  // What a session has said of an execution so far.
  struct Waiting {
    std::string sql;
    std::string parameters;
    std::string plan_json;
    std::string time;
    std::string user;
    std::string database;
    std::optional<double> ms;
  };
  struct Session {
    std::optional<Waiting> statement;  // its duration is to come
    std::optional<Waiting> explained;  // its duration may come again
    double temp_bytes = 0;
  };

  void duration(const LogEntry& entry, std::string_view rest);
  void timed(const LogEntry& entry, double ms, std::string_view sql, int calls);
  void plan(const LogEntry& entry, double ms, std::string_view text);
  void announced(const LogEntry& entry, std::string_view sql);
  void hand_over(const Waiting& waiting, double temp_bytes);
  Session& session_of(const LogEntry& entry);

  OnExecution m_on_execution;
  std::unordered_map<std::string, Session> m_sessions;
  std::string m_key;
  std::int64_t m_foreign = 0;
};

/// \returns the values in `$1 = '5', $2 = NULL`.
std::vector<std::optional<std::string>> read_parameter_values(std::string_view text);

}  // namespace selfopt::collect_log
