#pragma once

#include <string>
#include <vector>

#include "pg/session.hpp"

namespace selfopt::pg {

/// What ANALYZE has kept of a column's values.
struct ColumnValues {
  std::string table;    ///< as it was asked for
  std::string column;   ///< without quotes
  std::string type;     ///< as format_type prints it, for example "character varying(20)"
  char category = 'X';  ///< pg_type.typcategory: N number, S string, D date, T time span, B
                        ///< boolean, A array, E enum, U other
  std::vector<std::string> common;  ///< the most common values, most common first
  std::vector<double> frequencies;  ///< their shares of all rows
  std::vector<std::string> bounds;  ///< that cut the other values into equally large groups
  bool can_be_analyzed = true;      ///< no view, and none of the server's own tables
};

/// Reads values of columns from pg_stats.
/// \param tables  SQL names, quoted where needed, qualified or looked for along the search path
/// \param columns names without quotes; those that a table does not have are left out
/// \returns a column without statistics, or whose statistics this user may not see, has no values
std::vector<ColumnValues> read_column_values(Session& session,
                                             const std::vector<std::string>& tables,
                                             const std::vector<std::string>& columns);

}  // namespace selfopt::pg
