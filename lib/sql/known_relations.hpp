#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include <selfopt/nouns/catalog.hpp>

#include "sql/scope.hpp"

namespace selfopt::sql {

/// The columns of a catalog's tables and views, found as a server finds them.
class KnownRelations {
 public:
  /// Of each table only the schema, the name and the columns' names are looked at.
  explicit KnownRelations(Catalog catalog);
  KnownRelations(const KnownRelations&) = delete;
  KnownRelations& operator=(const KnownRelations&) = delete;

  /// \param schema as written; empty: the search path is looked through
  /// \returns nullptr if there is no such relation
  const Outputs* find(std::string_view schema, std::string_view name) const;

 private:
  using Schema = std::unordered_map<std::string_view, Outputs>;

  Catalog m_catalog;  // the others point into it
  std::unordered_map<std::string_view, Schema> m_schemas;
};

}  // namespace selfopt::sql
