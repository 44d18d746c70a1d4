#include "recommend/partition_access.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace selfopt::advisor {
namespace {

// Of more partitions than these the index on all is worth its space, and one command to make.
constexpr std::size_t k_most_partitions = 3;
constexpr std::size_t k_least_pruned = 2;  // for each that is read

// A column has the same name in all partitions, but not always the same place or statistics.
TableAccess access_to(const Table& part, const TableAccess& whole) {
  TableAccess access{&part, {}};
  for (KeyAccess use : whole.uses) {
    const auto column =
        std::ranges::find(part.columns, use.column ? use.column->name : "", &Column::name);
    if (column == part.columns.end()) continue;
    use.column = &*column;
    access.uses.push_back(std::move(use));
  }
  return access;
}

}  // namespace

bool reads_partitioned(const std::vector<TableAccess>& accesses) {
  return std::ranges::any_of(accesses,
                             [](const TableAccess& access) { return access.table->kind == 'p'; });
}

std::vector<TableAccess> partition_accesses(const std::vector<TableAccess>& accesses,
                                            const Plan& plan, const Catalog& catalog) {
  const std::vector<std::string> names = read_relations(plan.root);
  const std::set<std::string> relations(names.begin(), names.end());
  std::vector<TableAccess> found;
  for (const TableAccess& access : accesses) {
    if (access.table->kind != 'p') continue;
    const std::vector<const Table*> leaves = leaf_partitions(catalog, *access.table);
    std::vector<const Table*> read;
    std::ranges::copy_if(leaves, std::back_inserter(read), [&](const Table* leaf) {
      return relations.contains(leaf->name) || relations.contains(leaf->sql_name);
    });
    const std::size_t pruned = leaves.size() - read.size();
    if (read.size() > k_most_partitions || pruned < k_least_pruned * read.size()) continue;
    for (const Table* leaf : read)
      found.push_back(access_to(*leaf, access));
  }
  return found;
}

}  // namespace selfopt::advisor
