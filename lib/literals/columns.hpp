#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "pg/column_values.hpp"
#include "pg/session.hpp"
#include "sql/parameters.hpp"

namespace selfopt::literals {

/// The columns that statements compare parameters with, and what is known of their values.
class Columns {
 public:
  Columns(pg::Session& session, const std::vector<sql::Parameters>& statements);

  /// \returns null for what is no column of a table
  const pg::ColumnValues* find(const sql::Parameters& statement,
                               const sql::WrittenColumn& column) const;

 private:
  std::map<std::pair<std::string, std::string>, pg::ColumnValues> m_values;  // by table and column
};

}  // namespace selfopt::literals
