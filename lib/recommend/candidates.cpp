#include "recommend/candidates.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>

namespace selfopt::advisor {
namespace {

std::vector<std::string> key_names(const IndexDefinition& definition) {
  std::vector<std::string> names;
  std::ranges::transform(definition.keys, std::back_inserter(names), &IndexKey::sql);
  return names;
}

bool carries(const std::vector<std::string>& keys, const std::vector<std::string>& include,
             const std::string& column) {
  return std::ranges::count(keys, column) + std::ranges::count(include, column) > 0;
}

bool has_plain_keys(const IndexDefinition& definition) {
  return std::ranges::all_of(definition.keys, [](const IndexKey& key) {
    return key.operator_class.empty() && !key.descending;
  });
}

template <typename Range, typename Prefix>
bool starts_with(const Range& range, const Prefix& prefix) {
  return std::ranges::size(range) >= std::ranges::size(prefix) &&
         std::equal(prefix.begin(), prefix.end(), range.begin());
}

// Operator classes and directions stand only in the text that PostgreSQL prints of an index:
// CREATE INDEX name ON table USING method (keys) ...
bool has_same_definition(const IndexDefinition& candidate, const Catalog& catalog) {
  std::string wanted = candidate.sql().substr(candidate.sql().find(" using "));
  std::ranges::transform(wanted, wanted.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::ranges::any_of(catalog.indexes, [&](const Index& index) {
    if (!index.valid || index.table != candidate.table) return false;
    std::string known = index.definition;
    std::ranges::transform(known, known.begin(), [](unsigned char c) { return std::tolower(c); });
    return known.ends_with(wanted);
  });
}

}  // namespace

std::vector<IndexDefinition> candidates_for(const TableAccess& access, int max_width) {
  const auto search = search_candidates(access, max_width);
  std::set<IndexDefinition> all(search.begin(), search.end());
  for (const auto& more : {covering_candidates(access, search), partial_candidates(access, search),
                           brin_candidates(access)})
    all.insert(more.begin(), more.end());
  return {all.begin(), all.end()};
}

bool exists_already(const IndexDefinition& candidate, const Catalog& catalog) {
  if (!has_plain_keys(candidate)) return has_same_definition(candidate, catalog);
  const auto wanted = key_names(candidate);
  return std::ranges::any_of(catalog.indexes, [&](const Index& index) {
    if (!index.valid || index.table != candidate.table || index.method != candidate.method ||
        index.where != candidate.where || index.definition.find(" DESC") != std::string::npos ||
        index.definition.find("_ops") != std::string::npos)
      return false;
    const auto carried = [&](const std::string& column) {
      return carries(index.keys, index.include, column);
    };
    return starts_with(index.keys, wanted) && std::ranges::all_of(candidate.include, carried);
  });
}

std::vector<IndexDefinition> smaller_relatives(const IndexDefinition& definition) {
  std::vector<IndexDefinition> relatives;
  IndexDefinition smaller = definition;
  smaller.include.clear();
  if (!definition.include.empty()) relatives.push_back(smaller);
  while (smaller.keys.size() > 1) {
    smaller.keys.pop_back();
    relatives.push_back(smaller);
  }
  return relatives;
}

bool stands_for(const IndexDefinition& larger, const IndexDefinition& smaller) {
  if (larger == smaller || larger.table != smaller.table || larger.method != "btree" ||
      smaller.method != "btree" || larger.where || smaller.where)
    return false;
  const auto names = key_names(larger);
  return starts_with(larger.keys, smaller.keys) &&
         std::ranges::all_of(smaller.include, [&](const std::string& column) {
           return carries(names, larger.include, column);
         });
}

std::vector<IndexDefinition> merge(const IndexDefinition& a, const IndexDefinition& b) {
  const IndexDefinition& longer = a.keys.size() >= b.keys.size() ? a : b;
  const IndexDefinition& shorter = a.keys.size() >= b.keys.size() ? b : a;
  if (a == b || a.method != "btree" || a.table != b.table || a.method != b.method ||
      a.where != b.where || !starts_with(longer.keys, shorter.keys))
    return {};
  IndexDefinition merged = longer;
  const auto names = key_names(longer);
  for (const std::string& column : shorter.include)
    if (!carries(names, merged.include, column)) merged.include.push_back(column);
  std::ranges::sort(merged.include);
  if (merged == a || merged == b) return {};
  return {merged};
}

}  // namespace selfopt::advisor
