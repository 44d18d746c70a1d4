#pragma once

#include <optional>
#include <string>
#include <vector>

namespace selfopt {

/// One key of an index: a column or an expression, and how it is sorted.
struct IndexKey {
  std::string sql;               ///< quoted column name, or an expression in parentheses
  std::string operator_class{};  ///< for example "text_pattern_ops"; empty: the type's default
  bool descending = false;

  bool operator==(const IndexKey&) const = default;
  auto operator<=>(const IndexKey&) const = default;
};

/// An index that could be made. Everything is SQL text, quoted where it has to be.
struct IndexDefinition {
  std::string table;                 ///< schema-qualified
  std::vector<IndexKey> keys;        ///< at least one
  std::vector<std::string> include;  ///< columns carried but not searched
  std::optional<std::string> where;  ///< condition of a partial index
  std::string method = "btree";

  bool operator==(const IndexDefinition&) const = default;
  auto operator<=>(const IndexDefinition&) const = default;

  /// \returns "ON table USING method (keys) INCLUDE (columns) WHERE condition"
  std::string sql() const;
};

}  // namespace selfopt
