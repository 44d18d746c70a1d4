#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/features.hpp>

namespace selfopt::advisor {

/// One use of one column or expression of a table by a statement.
struct KeyAccess {
  const Column* column = nullptr;  ///< the column, or the one inside the expression
  std::string sql;                 ///< as an index key: quoted column, or expression in parentheses
  ColumnRole role{};
  std::string op;
  Operand operand{};
  std::string constant;  ///< SQL of the constant it is compared with; may be empty
  bool under_or = false;
  bool descending = false;
};

/// What one statement does with one table of one of its FROM clauses.
struct TableAccess {
  const Table* table = nullptr;
  std::vector<KeyAccess> uses;  ///< in the order of the text
};

/// \returns the table that \p relation is, as the server finds it: in the schema that is written,
///          else along the search path; nullptr if it is none of the catalog
const Table* find_relation(const Catalog& catalog, const Relation& relation);

/// Resolves the columns of \p features to tables of \p catalog, as the server would: through
/// aliases, the search path, and, for columns without a table, by which relation has them. What
/// cannot be resolved is left out. The result points into \p catalog.
std::vector<TableAccess> table_accesses(const Features& features, const Catalog& catalog);

}  // namespace selfopt::advisor
