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
  other,     ///< filtered in another way: <>, @>, a function call, ...
  group,     ///< GROUP BY, DISTINCT, PARTITION BY
  order,     ///< ORDER BY, that of windows included
  output,    ///< select list, RETURNING, SET, and wherever else a value is read
};
std::string_view to_string(ColumnRole role);

/// What the other side of a comparison is.
enum class Operand { none, constant, parameter, column, expression };
std::string_view to_string(Operand operand);

/// One relation of one FROM clause; also the target of INSERT, UPDATE, DELETE or MERGE.
struct Relation {
  std::string table;   ///< as in Features::tables; empty for a sub-select, function or CTE
  std::string schema;  ///< of the table, without quotes; empty if not written
  std::string name;    ///< of the table, without quotes
  std::string alias;   ///< what the statement calls it; without an alias the name
  int block = 0;       ///< the query block whose FROM clause it stands in

  bool operator==(const Relation&) const = default;
};

/// One use of one column.
///
/// The text alone does not say whose an unqualified column is when its FROM clause has several
/// tables. Then `table` is empty and `relation` is -1, and the column belongs to one of the
/// relations of `block` or, if none of them has it, of the blocks around it
/// (Features::block_parents).
struct ColumnUse {
  std::string table;  ///< as in Features::tables; empty if the text does not tell, and for columns
                      ///< that a sub-select, function or CTE computes
  std::string column;
  ColumnRole role{};
  std::string op;         ///< "=", "<", "~~", "BETWEEN", "IS NULL", ... with the column on its left
  Operand operand{};      ///< the other side
  std::string constant;   ///< SQL of the other side when it is one constant, for example 'x'; or ""
  bool under_or = false;  ///< below an OR or a NOT, or negated: does not filter by itself
  std::string expression;  ///< SQL of the expression the column stands in, as CREATE INDEX takes it
                           ///< (but it may hold $n); "?" if there is no such SQL; "" if bare
  int relation = -1;       ///< index in Features::relations; -1 if the text does not tell
  int block = 0;           ///< the query block it stands in
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
  std::vector<ColumnUse> columns;    ///< in the order of the walk, each use once
  std::vector<Relation> relations;   ///< every occurrence of a relation has a number of its own
  int written = -1;                  ///< of `relations` the one that the statement changes; or -1
  std::vector<int> block_parents;    ///< of each query block the one around it, or -1
  std::optional<std::string> error;  ///< the parser's message, if it does not parse
  std::optional<std::int64_t> error_position;  ///< character in the statement, from 1

  /// 2 · joins + filters + 1.5 · aggregations + 0.5 · tables
  double complexity_score() const;
};

}  // namespace selfopt
