#include <algorithm>

#include <selfopt/nouns/distribution.hpp>

namespace selfopt {

std::string to_string(DistributedTable::Kind kind) {
  switch (kind) {
    case DistributedTable::Kind::distributed:
      return "distributed";
    case DistributedTable::Kind::single:
      return "single";
    case DistributedTable::Kind::reference:
      return "reference";
    case DistributedTable::Kind::local:
      return "local";
  }
  return {};
}

bool is_name_on_shard(const std::string& name, const std::string& whole, std::int64_t shard) {
  constexpr std::size_t k_longest = 63;
  constexpr std::size_t k_hash = 9;  // "_" and eight digits
  const std::string end = "_" + std::to_string(shard);
  if (whole.size() + end.size() <= k_longest) return name == whole + end;
  if (!name.ends_with(end) || name.size() < end.size() + k_hash) return false;
  return whole.starts_with(name.substr(0, name.size() - end.size() - k_hash));
}

const DistributedTable* find_distributed(const Distribution& distribution,
                                         const std::string& sql_name) {
  const auto found = std::ranges::find(distribution.tables, sql_name, &DistributedTable::sql_name);
  return found == distribution.tables.end() ? nullptr : &*found;
}

}  // namespace selfopt
