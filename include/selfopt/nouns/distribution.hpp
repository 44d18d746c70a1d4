#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace selfopt {

/// A server of a Citus cluster.
struct CitusNode {
  int id = 0;
  std::string host;  ///< as the cluster knows it
  int port = 0;
  bool coordinator = false;
  bool active = true;

  /// \returns "host:port"
  std::string name() const { return host + ":" + std::to_string(port); }
};

/// A table that Citus keeps.
struct DistributedTable {
  enum class Kind {
    distributed,  ///< its rows are spread by a column
    single,       ///< it is whole on one node
    reference,    ///< every node has a copy
    local,        ///< it is whole on the coordinator
  };
  std::string sql_name;  ///< schema-qualified, quoted where needed
  Kind kind = Kind::distributed;
  std::string column;  ///< by which it is distributed; empty for other kinds
  int colocation = 0;  ///< tables of one group have rows of the same value on the same node
};

/// A part of a table, or the whole of it, with the nodes that hold a copy.
struct Shard {
  std::int64_t id = 0;
  std::string table;            ///< what it is a part of, schema-qualified, quoted where needed
  std::string sql_name;         ///< the table that holds its rows, likewise
  std::vector<int> nodes;       ///< their ids
  std::int64_t size_bytes = 0;  ///< on the first of them; 0 until it was asked (sum_shards)

  bool is_on(int node) const { return std::ranges::count(nodes, node) > 0; }
};

/// How a Citus cluster keeps its tables; empty elsewhere.
struct Distribution {
  bool coordinator = true;  ///< whether the coordinator was asked, not a worker
  std::vector<CitusNode> nodes;
  std::vector<DistributedTable> tables;  ///< sorted by name
  std::vector<Shard> shards;             ///< sorted by id

  bool empty() const { return tables.empty(); }
};

/// \returns "distributed", "single", "reference" or "local"
std::string to_string(DistributedTable::Kind kind);

/// \returns whether \p name is what Citus calls the table or index \p whole on a shard: with the
///          shard's number behind, and a hash in the middle if that would be too long
bool is_name_on_shard(const std::string& name, const std::string& whole, std::int64_t shard);

/// \returns the table with this name, or nullptr
const DistributedTable* find_distributed(const Distribution& distribution,
                                         const std::string& sql_name);

}  // namespace selfopt
