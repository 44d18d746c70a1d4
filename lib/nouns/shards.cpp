#include <algorithm>
#include <unordered_map>

#include <selfopt/nouns/catalog.hpp>

#include "nouns/sum_tables.hpp"

namespace selfopt {
namespace {

// The tables and indexes of one node by the names of their tables.
struct NodeFigures {
  explicit NodeFigures(const Catalog& catalog) {
    for (const Table& table : catalog.tables)
      tables.emplace(table.sql_name, &table);
    for (const Index& index : catalog.indexes)
      indexes[index.table].push_back(&index);
  }
  std::unordered_map<std::string, const Table*> tables;
  std::unordered_map<std::string, std::vector<const Index*>> indexes;
};

const Index* index_of_shard(const Index& whole, const Shard& shard,
                            const std::vector<const Index*>& candidates) {
  const auto found = std::ranges::find_if(candidates, [&](const Index* index) {
    return is_name_on_shard(index->name, whole.name, shard.id);
  });
  return found == candidates.end() ? nullptr : *found;
}

class ShardSums {
 public:
  ShardSums(Catalog& catalog, const std::map<int, Catalog>& nodes) : m_catalog(catalog) {
    for (const auto& [id, node] : nodes)
      m_nodes.emplace(id, NodeFigures(node));
    for (Shard& shard : catalog.distribution.shards)
      m_shards[shard.table].push_back(&shard);
  }

  void sum() {
    for (Table& table : m_catalog.tables)
      if (m_catalog.unseen_tables.contains(table.sql_name) && sum_table(table))
        m_catalog.unseen_tables.erase(table.sql_name);
  }

 private:
  // Returns false if a shard was not seen on every node that has it.
  bool sum_table(Table& table) {
    std::vector<const Table*> parts;
    std::int64_t size_bytes = 0;
    for (Shard* shard : m_shards[table.sql_name])
      for (const int node : shard->nodes) {
        const Table* part = part_of(*shard, node);
        if (part == nullptr) return false;
        size_bytes += part->size_bytes;
        if (node != shard->nodes.front()) continue;  // a copy
        shard->size_bytes = part->size_bytes;
        parts.push_back(part);
      }
    sum_tables(table, parts);
    table.size_bytes = size_bytes;
    table.analyzed = std::ranges::all_of(
        parts, [](const Table* part) { return part->analyzed || part->size_bytes == 0; });
    for (Column& column : table.columns)
      column.has_statistics = std::ranges::any_of(parts, [&](const Table* part) {
        const auto same = std::ranges::find(part->columns, column.name, &Column::name);
        return same != part->columns.end() && same->has_statistics;
      });
    for (Index& index : m_catalog.indexes)
      if (index.table == table.sql_name) sum_index(index);
    return true;
  }

  const Table* part_of(const Shard& shard, int node) const {
    const auto figures = m_nodes.find(node);
    if (figures == m_nodes.end()) return nullptr;
    const auto part = figures->second.tables.find(shard.sql_name);
    return part == figures->second.tables.end() ? nullptr : part->second;
  }

  // What the coordinator says of validity counts for nothing: statements use what shards have. An
  // index that some shard lacks stays one that a distributed table needs.
  void sum_index(Index& index) {
    bool complete = true;
    bool valid = false;
    index.size_bytes = index.scans = 0;
    index.rows = 0;
    for (const Shard* shard : m_shards[index.table])
      for (const int node : shard->nodes) {
        const auto& figures = m_nodes.at(node);
        const auto candidates = figures.indexes.find(shard->sql_name);
        const Index* part = candidates == figures.indexes.end()
                                ? nullptr
                                : index_of_shard(index, *shard, candidates->second);
        if (part == nullptr) {
          complete = false;
          continue;
        }
        index.size_bytes += part->size_bytes;
        index.scans += part->scans;
        if (node == shard->nodes.front()) index.rows += std::max(part->rows, 0.0);
        valid = valid || part->valid;
        index.being_built = index.being_built || part->being_built;
      }
    index.valid = valid;
    if (complete && index.needed_for == k_needed_by_distributed_table) index.needed_for.clear();
  }

  Catalog& m_catalog;
  std::unordered_map<int, NodeFigures> m_nodes;
  std::unordered_map<std::string, std::vector<Shard*>> m_shards;
};

}  // namespace

void sum_shards(Catalog& catalog, const std::map<int, Catalog>& nodes) {
  ShardSums(catalog, nodes).sum();
  for (const auto& [id, node] : nodes) {
    catalog.usage.days = std::min(catalog.usage.days, node.usage.days);
    catalog.usage.replicas += node.usage.replicas;
  }
}

}  // namespace selfopt
