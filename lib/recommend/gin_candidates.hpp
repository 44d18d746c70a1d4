#pragma once

#include <cstdint>
#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/index_definition.hpp>

#include "recommend/table_access.hpp"

namespace selfopt::advisor {

/// An inverted index that could serve one condition. HypoPG cannot imagine it.
struct GinCandidate {
  IndexDefinition definition;
  KeyAccess use;  ///< the condition that it would serve
  bool operand_known =
      true;  ///< false: the pattern is a parameter, and may have nothing to look up
};

/// GIN indexes for what no B-tree finds: patterns without a fixed beginning and regular expressions
/// (where extension pg_trgm is installed and the pattern has a trigram), jsonb, arrays, full text.
/// None for conditions under OR, and none where an index that exists serves.
std::vector<GinCandidate> gin_candidates(const TableAccess& access, const Catalog& catalog);

/// Estimates the bytes of a GIN index roughly, from the average width of the values only: how often
/// their parts repeat, which decides, is not known. On generated values within a factor of two but
/// for arrays.
std::int64_t gin_size_bytes(const Catalog& catalog, const IndexDefinition& definition);

}  // namespace selfopt::advisor
