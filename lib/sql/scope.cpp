#include "sql/scope.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace selfopt::sql {
namespace {

// A block with more relations gets an index: a machine may have written a megabyte of joins.
constexpr std::size_t k_many_relations = 64;

// Quotes a name that was written with quotes for a reason; keywords may stand here as they are.
std::string as_written(std::string_view name) {
  const bool plain = !name.empty() && !(name.front() >= '0' && name.front() <= '9') &&
                     std::ranges::all_of(name, [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
                              c == '$' || static_cast<unsigned char>(c) >= 0x80;
                     });
  if (plain) return std::string(name);
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted += '"';
}

bool is_system_column(std::string_view name) {
  constexpr std::array<std::string_view, 6> k_names{"ctid", "xmin", "xmax",
                                                    "cmin", "cmax", "tableoid"};
  return std::ranges::find(k_names, name) != k_names.end();
}

}  // namespace

const OutputColumn* Outputs::find(std::string_view name) const {
  const auto found = std::ranges::find(columns, name, &OutputColumn::name);
  return found == columns.end() ? nullptr : &*found;
}

int Scope::add_block(int parent) {
  m_blocks.emplace_back();
  m_features.block_parents.push_back(parent);
  return static_cast<int>(m_blocks.size()) - 1;
}

int Scope::add_table(int block, std::string_view schema, std::string_view name,
                     std::string_view alias) {
  const int number = add_derived(block, alias.empty() ? name : alias, nullptr);
  Relation& relation = m_features.relations.back();
  relation.schema = schema;
  relation.name = name;
  relation.table = (schema.empty() ? "" : as_written(schema) + ".") + as_written(name);
  return number;
}

int Scope::add_derived(int block, std::string_view alias, const Outputs* outputs) {
  const int number = static_cast<int>(m_features.relations.size());
  Relation relation;
  relation.alias = alias;
  relation.block = block;
  m_features.relations.push_back(std::move(relation));
  m_outputs_of.push_back(outputs);
  m_blocks[index(block)].relations.push_back(number);
  index_aliases(m_blocks[index(block)], number);
  return number;
}

void Scope::index_aliases(Block& block, int relation) const {
  if (block.relations.size() < k_many_relations) return;
  const auto add = [&](int number) {
    block.by_alias.try_emplace(m_features.relations[index(number)].alias, number);
  };
  if (block.by_alias.empty())
    std::ranges::for_each(block.relations, add);
  else
    add(relation);
}

int Scope::find_alias(int block, std::string_view name) const {
  const auto& aliases = m_blocks[index(block)].by_alias;
  const auto found = aliases.find(std::string(name));
  return found == aliases.end() ? -1 : found->second;
}

const Outputs* Scope::keep(Outputs outputs) {
  return &m_outputs.emplace_back(std::move(outputs));
}

void Scope::add_join_alias(int block, std::string_view alias) {
  m_blocks[index(block)].join_aliases.push_back(alias);
}

void Scope::merge(int block, std::string_view name, Place place, Place other) {
  m_blocks[index(block)].merged.push_back({name, place, other});
}

std::size_t Scope::add_cte(std::string_view name, const Outputs* outputs) {
  m_ctes.push_back({name, outputs});
  return m_ctes.size() - 1;
}

bool Scope::find_cte(std::string_view name, const Outputs*& outputs) const {
  const auto found = std::find_if(m_ctes.rbegin(), m_ctes.rend(),
                                  [name](const Cte& cte) { return cte.name == name; });
  if (found == m_ctes.rend()) return false;
  outputs = found->outputs;
  return true;
}

// Follows a column through sub-selects that pass it on as it is.
Place Scope::through(int relation, std::string_view column, int block) const {
  for (;;) {
    const Outputs* outputs = outputs_of(relation);
    if (outputs == nullptr) break;
    if (const OutputColumn* output = outputs->find(column)) {
      if (output->relation == OutputColumn::k_unknown) return {-1, column, block, false};
      if (output->relation < 0) break;
      return {output->relation, output->column, block, false};
    }
    if (outputs->star_of < 0) break;
    relation = outputs->star_of;
  }
  return {relation, column, block, false};
}

int Scope::find_relation(int block, std::string_view schema, std::string_view name) const {
  for (; block >= 0; block = parent(block)) {
    if (schema.empty() && relations(block).size() >= k_many_relations) {
      if (const int number = find_alias(block, name); number >= 0) return number;
      continue;
    }
    for (const int number : relations(block)) {
      const Relation& relation = m_features.relations[index(number)];
      const bool fits = schema.empty() ? relation.alias == name
                                       : relation.schema == schema && relation.name == name;
      if (fits) return number;
    }
  }
  return -1;
}

Place Scope::find(int block, std::string_view schema, std::string_view table,
                  std::string_view column) const {
  if (const int relation = find_relation(block, schema, table); relation >= 0)
    return through(relation, column, block);
  for (int around = block; around >= 0; around = parent(around)) {
    const auto& joins = m_blocks[index(around)].join_aliases;
    if (std::ranges::find(joins, table) != joins.end()) return find(around, column);
  }
  return {-1, column, block, false};
}

bool Scope::is_sure(int relation, std::string_view column) const {
  const Relation& here = m_features.relations[index(relation)];
  const Outputs* outputs = outputs_of(relation);
  // FROM orders o: o alone is the whole row.
  if (outputs == nullptr) return here.alias == column && here.alias != here.name;
  return outputs->find(column) != nullptr || (outputs->is_function && here.alias == column);
}

Scope::Found Scope::find_here(int block, std::size_t from, std::size_t to, std::string_view column,
                              int start) const {
  int likely = -1;
  int unlikely = -1;
  int candidates = 0;
  for (std::size_t i = from; i < to; ++i) {
    const int relation = relations(block)[i];
    const Outputs* outputs = outputs_of(relation);
    if (is_sure(relation, column))
      return {Certainty::sure, outputs == nullptr ? Place{relation, "*", start, false}
                                                  : through(relation, column, start)};
    const bool system_column = outputs != nullptr && outputs->is_table && is_system_column(column);
    if (outputs != nullptr && outputs->complete && !system_column) continue;
    if (outputs != nullptr && outputs->is_function) {
      unlikely = relation;
    } else {
      likely = relation;
      ++candidates;
    }
  }
  if (candidates > 1) return {Certainty::guess, {-1, column, start, false}};
  if (likely >= 0) return {Certainty::guess, through(likely, column, start)};
  if (unlikely >= 0) return {Certainty::of_function, through(unlikely, column, start)};
  return {};
}

bool Scope::has_relations_around(int block) const {
  for (int around = parent(block); around >= 0; around = parent(around))
    if (!relations(around).empty()) return true;
  return false;
}

Place Scope::find(int block, std::string_view column) const {
  Found function;
  for (int around = block; around >= 0; around = parent(around)) {
    const auto& merged = m_blocks[index(around)].merged;
    const auto same = std::ranges::find(merged, column, &Merged::name);
    if (same != merged.end()) return same->place;
    Found found = find_here(around, 0, relations(around).size(), column, block);
    if (found.certainty == Certainty::sure) return found.place;
    if (found.certainty == Certainty::absent) continue;
    found.place.guessed = found.place.relation >= 0 && has_relations_around(around);
    if (function.certainty == Certainty::absent) function = found;
    if (found.certainty == Certainty::guess) break;
  }
  if (function.certainty != Certainty::absent) return function.place;
  // Where no relation has such a column, the name of a relation is its whole row.
  const int relation = find_relation(block, {}, column);
  return {relation, relation < 0 ? column : "*", block, false};
}

Place Scope::find_among(int block, std::size_t from, std::size_t to, std::string_view name) const {
  const auto& here = relations(block);
  for (const Merged& merged : m_blocks[index(block)].merged) {
    const auto begin = here.begin() + static_cast<std::ptrdiff_t>(from);
    const auto end = here.begin() + static_cast<std::ptrdiff_t>(to);
    if (merged.name == name && std::find(begin, end, merged.place.relation) != end)
      return merged.place;
  }
  const Found found = find_here(block, from, to, name, block);
  return found.certainty == Certainty::absent ? Place{-1, name, block, false} : found.place;
}

bool Scope::has_column(int block, std::string_view column) const {
  const auto& here = relations(block);
  return std::ranges::any_of(here, [&](int relation) {
    return outputs_of(relation) != nullptr && is_sure(relation, column);
  });
}

std::vector<std::string_view> Scope::known_columns(int block, std::size_t from,
                                                   std::size_t to) const {
  std::vector<std::string_view> names;
  for (std::size_t i = from; i < to; ++i) {
    const Outputs* outputs = outputs_of(relations(block)[i]);
    if (outputs == nullptr) continue;
    for (const OutputColumn& column : outputs->columns)
      if (std::ranges::find(names, column.name) == names.end()) names.push_back(column.name);
  }
  return names;
}

bool Scope::is_merged_away(int block, std::string_view name, int relation) const {
  return std::ranges::any_of(m_blocks[index(block)].merged, [&](const Merged& merged) {
    return merged.name == name && merged.other.relation == relation;
  });
}

}  // namespace selfopt::sql
