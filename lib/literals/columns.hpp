#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <selfopt/nouns/database.hpp>

#include "pg/column_values.hpp"
#include "pg/session.hpp"
#include "sql/parameters.hpp"

namespace selfopt::literals {

/// The columns that statements compare parameters with, and what is known of their values.
class Columns {
 public:
  /// \param session connected to \p database
  Columns(pg::Session& session, const Database& database,
          const std::vector<sql::Parameters>& statements);

  /// \returns null for what is no column of a table
  const pg::ColumnValues* find(const sql::Parameters& statement,
                               const sql::WrittenColumn& column) const;

 private:
  void add(pg::ColumnValues values);

  std::map<std::pair<std::string, std::string>, pg::ColumnValues> m_values;  // by table and column
};

}  // namespace selfopt::literals
