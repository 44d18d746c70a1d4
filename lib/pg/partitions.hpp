#pragma once

#include <string>
#include <vector>

#include "pg/session.hpp"

namespace selfopt::pg {

/// A direct partition of a table, and its part of a partitioned index.
struct IndexPart {
  std::string table;         ///< schema-qualified, quoted where it has to be
  std::string table_name;    ///< without its schema, unquoted
  std::string schema;        ///< quoted where it has to be
  bool partitioned = false;  ///< has partitions itself
  std::string attached;      ///< its part of the index, qualified and quoted; empty: has none yet
  bool attached_valid = false;
};

/// \param table       a partitioned table
/// \param index       its index, schema-qualified, quoted where it has to be
/// \returns the direct partitions in the order of their names; foreign tables are left out
std::vector<IndexPart> index_parts(Session& session, const std::string& table,
                                   const std::string& index);

/// \param index a partitioned index, by its name alone: it lives in the schema of \p table
/// \returns the names of its parts on all levels, as plans have them; none if it is not partitioned
std::vector<std::string> index_part_names(Session& session, const std::string& table,
                                          const std::string& index);

/// \returns what follows the table in the definition of \p index (qualified): " USING btree (a)"
std::string definition_after_table(Session& session, const std::string& index);

}  // namespace selfopt::pg
