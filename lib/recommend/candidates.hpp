#pragma once

#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/index_definition.hpp>

#include "recommend/table_access.hpp"

/// Which indexes are worth trying out. Each kind of candidate has a file of its own.
namespace selfopt::advisor {

/// B-trees that find rows: every order of up to two equality or join columns, the most selective
/// order of three, each alone and followed by one range, the ORDER BY or the GROUP BY.
/// \param max_width key columns, at most
std::vector<IndexDefinition> search_candidates(const TableAccess& access, int max_width);

/// \p base with the other columns that the statement reads carried along, so that the table itself
/// need not be read; empty if that would be too wide to pay.
std::vector<IndexDefinition> covering_candidates(const TableAccess& access,
                                                 const std::vector<IndexDefinition>& base);

/// \p base reduced to the rows that a constant condition of the statement keeps, if those are few.
std::vector<IndexDefinition> partial_candidates(const TableAccess& access,
                                                const std::vector<IndexDefinition>& base);

/// BRINs on range columns whose values follow the physical order of the rows.
std::vector<IndexDefinition> brin_candidates(const TableAccess& access);

/// All of the above for one statement's use of one table, without repetition.
std::vector<IndexDefinition> candidates_for(const TableAccess& access, int max_width);

/// \returns whether an index that exists serves at least all that \p candidate would.
bool exists_already(const IndexDefinition& candidate, const Catalog& catalog);

/// Shorter relatives of \p definition: its key prefixes, and itself without INCLUDE. Often nearly
/// as good for less space.
std::vector<IndexDefinition> smaller_relatives(const IndexDefinition& definition);

/// \returns whether \p larger can do for any statement what \p smaller does: another B-tree of the
///          same table without a condition that begins with its keys and carries its columns
bool stands_for(const IndexDefinition& larger, const IndexDefinition& smaller);

/// One index that can stand for both, or nothing: same table, method and condition, and one's keys
/// begin with the other's; what either carries is carried.
std::vector<IndexDefinition> merge(const IndexDefinition& a, const IndexDefinition& b);

}  // namespace selfopt::advisor
