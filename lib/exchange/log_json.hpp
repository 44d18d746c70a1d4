#pragma once

#include <string>
#include <string_view>

namespace selfopt::exchange {

/// What is needed of one line of PostgreSQL's jsonlog.
struct LogLine {
  std::string time;
  std::string user;
  std::string database;
  std::string session;
  std::string severity;
  std::string message;
  std::string detail;
};

/// \returns false if \p text is no line of such a log, for example because it was cut off.
bool read_log_line(std::string_view text, LogLine& line);

/// What auto_explain with log_format = json prints.
struct ExplainedStatement {
  std::string sql;
  std::string plan_json;  ///< in the form of EXPLAIN (FORMAT JSON), on one line
};

/// \returns false if \p text is not that.
bool read_auto_explain(std::string_view text, ExplainedStatement& statement);

}  // namespace selfopt::exchange
