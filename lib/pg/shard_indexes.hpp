#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/distribution.hpp>

#include "pg/session.hpp"

/// Indexes of tables that Citus distributes, as the nodes have them. What the coordinator says of
/// an index is not what its shards have: either can be invalid alone.
namespace selfopt::pg {

/// An index of a shard on one node.
struct ShardIndex {
  CitusNode node;
  std::int64_t shard = 0;
  std::string sql_name;  ///< schema-qualified, quoted where needed
  bool valid = false;
  bool being_built = false;
  std::int64_t size_bytes = 0;
};

/// All of an index that nodes have.
struct ShardIndexes {
  std::vector<ShardIndex> parts;
  std::size_t wanted = 0;  ///< how many there would be, one for each copy of a shard
  std::string unseen;      ///< which node could not be asked, and why; empty: all were

  std::int64_t size_bytes() const;
  /// \returns why it is not whole and valid everywhere; empty if it is
  std::string fault() const;
};

/// \param database the coordinator's, to which \p coordinator is connected
/// \param table schema-qualified, quoted where needed
/// \param index its name on the coordinator, where it need not exist
/// \returns nothing wanted and nothing found if the table is not distributed
ShardIndexes read_shard_indexes(Session& coordinator, const Database& database,
                                const std::string& table, const std::string& index);

/// Drops those of \p indexes that are invalid, each on its own node: for what is left on nodes when
/// the coordinator knows nothing of it any more.
/// \throws Error{database} if one cannot be dropped within a few seconds
void drop_invalid_parts(const Database& database, const ShardIndexes& indexes);

}  // namespace selfopt::pg
