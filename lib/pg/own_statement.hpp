#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace selfopt::pg {

/// In every statement that is ours and not a user's. Administrators see it in pg_stat_activity and
/// in logs; `collect` leaves out of the workload what carries it.
constexpr std::string_view k_own_statement_mark = "/* selfopt */";
/// The mark stands within so many characters from the beginning.
constexpr std::size_t k_own_statement_head = 64;

/// \returns \p sql with the mark behind its first word: pg_stat_statements of PostgreSQL 18 drops
///          comments that stand in front.
inline std::string marked(std::string_view sql) {
  constexpr std::string_view k_space = " \t\r\n";
  const std::size_t word = sql.find_first_not_of(k_space);
  const std::size_t end = std::min(sql.find_first_of(k_space, word), sql.size());
  std::string text(sql.substr(0, end));
  return text.append(" ").append(k_own_statement_mark).append(sql.substr(end));
}

inline bool is_own_statement(std::string_view sql) {
  return sql.substr(0, k_own_statement_head).find(k_own_statement_mark) != std::string_view::npos;
}

}  // namespace selfopt::pg
