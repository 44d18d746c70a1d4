#include "collect/log_statements.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "exchange/log_json.hpp"

namespace selfopt::collect_log {
namespace {

// Sessions that the log does not end; a server has seldom so many at a time.
constexpr std::size_t k_most_sessions = 10'000;

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// "NAME: SELECT ..." of an execute entry; a portal may stand behind the name.
std::string_view after_name(std::string_view text) {
  const std::size_t colon = text.find(": ");
  return colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 2);
}

std::string_view parameters_of(std::string_view detail) {
  for (const std::string_view label : {"parameters: ", "Parameters: "})
    if (take_prefix(detail, label)) return detail;
  return {};
}

// "Dauer: 1.583 ms", "durée : 1.583 ms": a word, a colon, a number with three places.
bool tells_foreign_duration(std::string_view text) {
  constexpr std::size_t k_longest_word = 60;
  constexpr std::string_view k_digits = "0123456789";
  const std::size_t number = text.substr(0, k_longest_word).find_first_of(k_digits);
  if (number == std::string_view::npos || number < 2) return false;
  if (!text.substr(0, number).ends_with(": ")) return false;
  const std::size_t point = text.find_first_not_of(k_digits, number);
  if (point == std::string_view::npos || text[point] != '.') return false;
  const std::size_t end = text.find_first_not_of(k_digits, point + 1);
  return end == point + 4 && text[end] == ' ';
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view k_space = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(k_space);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(k_space) + 1 - begin);
}

}  // namespace

void LogStatements::take(const LogEntry& entry) {
  std::string_view text = entry.message;
  if (take_prefix(text, "duration: ")) return duration(entry, text);
  if (take_prefix(text, "statement: ")) return announced(entry, text);
  if (take_prefix(text, "execute fetch from ")) return;
  if (take_prefix(text, "execute ")) return announced(entry, after_name(text));
  if (take_prefix(text, "temporary file: ")) {
    const std::size_t size = text.rfind("size ");
    double bytes = 0;
    if (size != std::string_view::npos)
      std::from_chars(text.data() + size + 5, text.data() + text.size(), bytes);
    session_of(entry).temp_bytes += bytes;
    return;
  }
  if (tells_foreign_duration(text)) ++m_foreign;
}

void LogStatements::duration(const LogEntry& entry, std::string_view rest) {
  double ms = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), ms);
  constexpr double k_longest_ms = 1e12;  // thirty years; NaN is no duration either
  if (error != std::errc() || !(ms >= 0 && ms <= k_longest_ms)) return;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  if (!take_prefix(rest, " ms")) return;
  if (rest.empty()) {
    Session& session = session_of(entry);
    if (!session.statement) return;  // of a parse or bind
    Waiting waiting = std::move(*session.statement);
    session.statement.reset();
    waiting.ms = ms;
    if (session.explained && session.explained->sql == waiting.sql) {
      waiting.plan_json = std::move(session.explained->plan_json);
      session.explained.reset();
    }
    hand_over(waiting, std::exchange(session.temp_bytes, 0));
    return;
  }
  rest = rest.substr(std::min<std::size_t>(2, rest.size()));
  if (take_prefix(rest, "statement: ")) return timed(entry, ms, rest, 1);
  if (take_prefix(rest, "execute fetch from ")) return timed(entry, ms, after_name(rest), 0);
  if (take_prefix(rest, "execute ")) return timed(entry, ms, after_name(rest), 1);
  if (take_prefix(rest, "plan:")) return plan(entry, ms, trimmed(rest));
}

void LogStatements::timed(const LogEntry& entry, double ms, std::string_view sql, int calls) {
  Execution execution;
  execution.sql = sql;
  execution.parameters = parameters_of(entry.detail);
  execution.time = entry.time;
  execution.user = entry.user;
  execution.database = entry.database;
  execution.ms = ms;
  execution.calls = calls;
  std::optional<Waiting> explained;
  // Most logs have neither plans nor temporary files; then no session need be looked up.
  if (!m_sessions.empty()) {
    m_key = entry.session;
    const auto found = m_sessions.find(m_key);
    if (found != m_sessions.end()) {
      Session& session = found->second;
      execution.temp_bytes = std::exchange(session.temp_bytes, 0);
      explained = std::exchange(session.explained, std::nullopt);
      session.statement.reset();
    }
  }
  if (explained && explained->sql == trimmed(sql))
    execution.plan_json = explained->plan_json;
  else if (explained)
    hand_over(*explained, 0);
  m_on_execution(execution);
}

void LogStatements::plan(const LogEntry& entry, double ms, std::string_view text) {
  Session& session = session_of(entry);
  if (session.explained) hand_over(*session.explained, 0);
  Waiting waiting;
  if (text.starts_with('{')) {
    exchange::ExplainedStatement explained;
    if (!exchange::read_auto_explain(text, explained)) return session.explained.reset();
    waiting.sql = trimmed(explained.sql);
    waiting.plan_json = std::move(explained.plan_json);
  } else {
    // Query Text: SELECT ...\nSeq Scan on t  (cost=...)
    if (!take_prefix(text, "Query Text: ")) return session.explained.reset();
    std::size_t end = text.find("\nQuery Parameters: ");
    if (end == std::string_view::npos) {
      const std::size_t cost = text.find("  (cost=");
      end = cost == std::string_view::npos ? text.size() : text.rfind('\n', cost);
      if (end == std::string_view::npos) end = text.size();
    }
    waiting.sql = trimmed(text.substr(0, end));
  }
  waiting.time = entry.time;
  waiting.user = entry.user;
  waiting.database = entry.database;
  waiting.ms = ms;
  session.explained = std::move(waiting);
}

void LogStatements::announced(const LogEntry& entry, std::string_view sql) {
  Session& session = session_of(entry);
  if (session.explained) hand_over(*std::exchange(session.explained, std::nullopt), 0);
  if (session.statement)
    hand_over(*session.statement, std::exchange(session.temp_bytes, 0));  // it was not timed
  Waiting waiting;
  waiting.sql = trimmed(sql);
  waiting.parameters = parameters_of(entry.detail);
  waiting.time = entry.time;
  waiting.user = entry.user;
  waiting.database = entry.database;
  session.statement = std::move(waiting);
}

void LogStatements::hand_over(const Waiting& waiting, double temp_bytes) {
  Execution execution;
  execution.sql = waiting.sql;
  execution.parameters = waiting.parameters;
  execution.plan_json = waiting.plan_json;
  execution.time = waiting.time;
  execution.user = waiting.user;
  execution.database = waiting.database;
  execution.ms = waiting.ms;
  execution.temp_bytes = temp_bytes;
  m_on_execution(execution);
}

LogStatements::Session& LogStatements::session_of(const LogEntry& entry) {
  if (m_sessions.size() >= k_most_sessions) finish();
  m_key = entry.session;
  return m_sessions[m_key];
}

void LogStatements::finish() {
  for (const auto& [key, session] : m_sessions) {
    if (session.explained) hand_over(*session.explained, 0);
    if (session.statement) hand_over(*session.statement, session.temp_bytes);
  }
  m_sessions.clear();
}

std::vector<std::optional<std::string>> read_parameter_values(std::string_view text) {
  std::vector<std::optional<std::string>> values;
  while (take_prefix(text, "$")) {
    const std::size_t equals = text.find(" = ");
    if (equals == std::string_view::npos) break;
    text.remove_prefix(equals + 3);
    if (take_prefix(text, "'")) {
      std::string value;
      std::size_t at = 0;
      for (; at < text.size(); ++at) {
        if (text[at] == '\'') {
          if (at + 1 >= text.size() || text[at + 1] != '\'') break;
          ++at;
        }
        value += text[at];
      }
      values.emplace_back(std::move(value));
      text.remove_prefix(std::min(at + 1, text.size()));
    } else {
      values.emplace_back();
      text.remove_prefix(std::min(text.find(','), text.size()));
    }
    take_prefix(text, ", ");
  }
  return values;
}

}  // namespace selfopt::collect_log
