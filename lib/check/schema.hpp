#pragma once

#include <map>
#include <string>
#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/database.hpp>

#include "pg/planner_facts.hpp"

namespace selfopt::checking {

/// What is known of the database beside the statements.
struct Schema {
  Catalog catalog;
  std::map<std::string, pg::TableFacts> tables;  ///< by "schema.name", as plans have it
  std::vector<pg::UnindexedForeignKey> unindexed_foreign_keys;
  std::map<std::string, std::string> settings;

  /// \returns whether any table holds something
  bool has_rows() const;
  /// \returns the blocks of a table of a plan, 0 if it is none that is known
  std::int64_t blocks_of(const std::string& relation) const;
  /// \returns the indexes of a table of a plan
  std::vector<const Index*> indexes_of(const std::string& relation) const;
  /// \returns the table of a plan, or nullptr
  const Table* table_of(const std::string& relation) const;
};

Schema read_schema(const Database& database);

/// \returns what an index is without where it is: "btree (a, b) WHERE c".
/// \param definition pg_get_indexdef, or what follows its name there
std::string short_definition(const std::string& definition);

}  // namespace selfopt::checking
