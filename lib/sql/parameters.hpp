#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace selfopt::sql {

/// What a `$n` stands for, as far as the text of its statement tells.
enum class ParameterRole {
  unknown,
  equal,      ///< compared with a column: =, IN, <>
  at_least,   ///< the lower bound of a column: >=, >, BETWEEN's first
  at_most,    ///< its upper bound
  pattern,    ///< a column LIKE it
  any_of,     ///< an array: column = ANY ($n)
  assigned,   ///< what a column is set to
  field,      ///< a part of a date: extract($1 from d), date_trunc($1, d)
  argument,   ///< of the function `function`, at `position`
  condition,  ///< an operand of `op` in an expression
  limit,
  offset,
};

/// A column as the statement writes it.
struct WrittenColumn {
  std::string qualifier;  ///< table or alias; may be empty
  std::string name;       ///< empty: no column

  bool operator==(const WrittenColumn&) const = default;
};

/// What is known of one `$n`.
struct Parameter {
  int number = 0;
  ParameterRole role = ParameterRole::unknown;
  WrittenColumn column;  ///< what it is compared with or assigned to
  std::string function;  ///< called on the column, or with the parameter
  int position = 0;      ///< among the arguments, or 0 left and 1 right of `op`
  std::string type;      ///< it is cast to, for example "date"; may be empty
  std::string op;        ///< the operator beside it
  bool nested = false;   ///< stands in an expression with others, like x > $1 + 5

  bool operator==(const Parameter&) const = default;
};

/// A table that a statement names.
struct NamedTable {
  std::string schema;  ///< may be empty
  std::string name;
  std::string alias;  ///< the name, if it has none
};

/// The parameters of a statement.
struct Parameters {
  std::vector<Parameter> list;            ///< each number once, ascending
  std::map<int, std::string> literals;    ///< known from a copy: SQL of the constant that stands in
                                          ///< the same place of an equal expression in GROUP BY
  std::vector<std::pair<int, int>> same;  ///< numbers that must get the same value, because
                                          ///< GROUP BY or ORDER BY repeats their expression
  std::vector<NamedTable> tables;
};

/// Reads what the parameters of one statement stand for. Statements as pg_stat_statements prints
/// them are understood even where PostgreSQL does not take them any more: `date $1`,
/// `extract($1 from d)`.
/// \returns no parameters for a statement that does not parse or has none
Parameters read_parameters(std::string_view statement);

}  // namespace selfopt::sql
