#include "train/rows.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "env/hash.hpp"
#include "env/random.hpp"
#include "prediction/base.hpp"

namespace selfopt::training {
namespace {

std::string bytes_of(const std::vector<float>& x) {
  std::string bytes;
  for (const float value : x)
    bytes += fmt::format("{} ", value);
  return bytes;
}

std::string unit_of(const Row& row, std::size_t place, Split split) {
  if (split == Split::by_template) return row.query_hash;
  if (split == Split::by_cluster) return row.family;
  return std::to_string(place);
}

}  // namespace

std::string family_of(const Features& features) {
  std::string family = features.statement_type;
  std::set<std::string> names;
  for (const std::string& table : features.tables)
    names.insert(table.substr(table.rfind('.') + 1));
  for (const std::string& name : names)
    family += (family.size() == features.statement_type.size() ? " " : ", ") + name;
  return family;
}

Rows merge_alike(Rows rows, ModelTarget target) {
  Rows distinct;
  std::unordered_map<std::string, std::size_t> places;
  for (Row& row : rows) {
    const auto [found, is_new] =
        places.emplace(bytes_of(row.x) + (row.recent ? "recent" : ""), distinct.size());
    if (is_new) {
      distinct.push_back(std::move(row));
      continue;
    }
    Row& first = distinct[found->second];
    first.y += row.y;
    first.measured += row.measured;
    first.weight += 1;
  }
  for (Row& row : distinct) {
    if (row.weight == 1) continue;
    row.y /= row.weight;
    row.measured = target == ModelTarget::runtime ? std::max(0.0, std::exp(row.y) - k_clock_ms)
                                                  : row.measured / row.weight;
  }
  return distinct;
}

Rows latest_of(const Rows& rows) {
  std::set<std::string> known;
  for (const Row& row : rows)
    if (row.recent) known.insert(bytes_of(row.x));
  Rows latest;
  std::ranges::copy_if(rows, std::back_inserter(latest), [&](const Row& row) {
    return row.recent || known.empty() || !known.contains(bytes_of(row.x));
  });
  return latest;
}

std::string hash_of(const Rows& rows) {
  std::string all;
  for (const Row& row : rows)
    all += fmt::format("{} {} {}\n", row.query_hash, row.measured, bytes_of(row.x));
  return env::stable_hash_hex(all);
}

std::vector<std::size_t> deal_out(const Rows& rows, Split split, std::size_t groups,
                                  std::uint64_t seed) {
  std::map<std::string, std::vector<std::size_t>> by_unit;
  for (std::size_t i = 0; i < rows.size(); ++i)
    by_unit[unit_of(rows[i], i, split)].push_back(i);
  std::vector<const std::vector<std::size_t>*> units;
  for (const auto& [name, places] : by_unit)
    units.push_back(&places);
  env::Random random(seed);
  for (std::size_t i = units.size(); i > 1; --i)
    std::swap(units[i - 1], units[random.below(i)]);
  // The largest first, each to the group that has least: then the groups come out even.
  std::ranges::stable_sort(units, std::ranges::greater{},
                           [](const auto* places) { return places->size(); });
  std::vector<std::size_t> sizes(groups, 0);
  std::vector<std::size_t> group_of(rows.size());
  for (const auto* places : units) {
    const auto least = std::ranges::min_element(sizes);
    *least += places->size();
    for (const std::size_t place : *places)
      group_of[place] = static_cast<std::size_t>(least - sizes.begin());
  }
  return group_of;
}

std::size_t count_units(const Rows& rows, Split split) {
  std::set<std::string> units;
  for (std::size_t i = 0; i < rows.size(); ++i)
    units.insert(unit_of(rows[i], i, split));
  return units.size();
}

}  // namespace selfopt::training
