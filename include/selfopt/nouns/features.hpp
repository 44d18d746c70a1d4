#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <selfopt/nouns/workload.hpp>

namespace selfopt {

/// What a statement does with a column.
enum class ColumnRole {
  equality,  ///< = or IS NOT DISTINCT FROM, with something that is not another relation's column
  range,     ///< < <= > >= BETWEEN
  in,        ///< IN (list), = ANY (array)
  like,      ///< LIKE, ILIKE, SIMILAR TO, regular expressions
  null,      ///< IS NULL, IS NOT NULL
  join,      ///< compared with a column of another relation
  group,     ///< GROUP BY, DISTINCT
  order,     ///< ORDER BY
  output,    ///< select list, RETURNING, SET
};
std::string_view to_string(ColumnRole role);

/// What the other side of a comparison is.
enum class Operand { none, constant, parameter, column, expression };
std::string_view to_string(Operand operand);

/// One use of one column.
struct ColumnUse {
  std::string table;  ///< relation name as written, schema kept; empty if the text does not tell
  std::string column;
  ColumnRole role{};
  std::string op;           ///< the operator as written, for example "=", "<", "~~"; may be empty
  Operand operand{};        ///< the other side
  std::string constant;     ///< the other side's text when it is one constant; may be empty
  bool under_or = false;    ///< stands below an OR or a NOT, so it does not filter by itself
  std::string expression;   ///< SQL of the expression the column stands in, if not bare; else ""
  int relation = -1;        ///< which relation of which FROM clause: equal numbers, same relation
  bool descending = false;  ///< ORDER BY ... DESC

  bool operator==(const ColumnUse&) const = default;
};

/// What a statement is made of, read from its parse tree.
struct Features {
  std::string query_hash;        ///< fingerprint; empty if the statement does not parse
  std::string normalized_query;  ///< one line, no comments, lower case outside quotes, constants $n
  std::string statement_type;    ///< "SELECT", "UPDATE", "CREATE TABLE", ...
  std::vector<std::string> tables;  ///< sorted, unique; without CTE names and aliases
  int joins = 0;                    ///< relations in FROM minus one, summed over all levels
  int filters = 0;                  ///< atomic conditions of WHERE, ON and HAVING, joins left out
  int aggregations = 0;             ///< aggregate calls without OVER
  int subqueries = 0;
  int ctes = 0;
  int set_operations = 0;
  int window_functions = 0;  ///< calls with OVER
  int group_by = 0;          ///< grouping expressions
  int order_by = 0;          ///< sort keys
  bool distinct = false;
  bool limit = false;
  std::vector<ColumnUse> columns;
  std::optional<std::string> error;            ///< the parser's message, if it does not parse
  std::optional<std::int64_t> error_position;  ///< character in the statement, from 1

  /// 2 · joins + filters + 1.5 · aggregations + 0.5 · tables
  double complexity_score() const;
};

}  // namespace selfopt
