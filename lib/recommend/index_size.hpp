#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <selfopt/nouns/catalog.hpp>

namespace selfopt::advisor {

/// What the size of an index depends on, besides the number of rows.
struct KeyShape {
  double average_width = 8;     ///< bytes of the value, without alignment
  double distinct = 0;          ///< distinct values; 0 if not known: every row differs
  double null_share = 0;        ///< 0 to 1
  bool variable_width = false;  ///< text, numeric and other types with a length header
  bool deduplicates = true;     ///< equal values are stored once (not numeric, float, json)
};

/// \returns how an index would see \p column of a table with \p rows rows
/// \param server_version for example 150020; 0 if not known
KeyShape key_shape(const Column& column, double rows, int server_version);

/// Estimates the bytes of a B-tree as CREATE INDEX of PostgreSQL 13 and later leaves it: leaf pages
/// 90 % full, equal keys merged into posting lists of at most a tenth of a page, inner pages above.
/// Columns are taken to be independent, as their statistics say nothing else: where one decides the
/// other, equal keys are more frequent than assumed and the index is smaller than estimated.
/// \param rows     indexed rows
/// \param keys     the key columns in order
/// \param included the columns after INCLUDE; with any, equal keys are not merged
std::int64_t btree_size_bytes(double rows, const std::vector<KeyShape>& keys,
                              const std::vector<KeyShape>& included);

/// Estimates the bytes of a BRIN with the default of 128 pages a range.
std::int64_t brin_size_bytes(std::int64_t table_pages, const std::vector<KeyShape>& keys);

}  // namespace selfopt::advisor
