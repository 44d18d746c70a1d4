#include "recommend/index_name.hpp"

#include <fmt/format.h>

#include "env/hash.hpp"

namespace selfopt::advisor {
namespace {

constexpr std::size_t k_longest_name_bytes = 63;
constexpr std::size_t k_hash_digits = 6;

// Letters and digits of the parts, joined by single underscores; other letters than ASCII's are
// left out, which also keeps the name from being cut inside a character.
std::string slug(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter)
      out += (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
    else if (!out.empty() && out.back() != '_')
      out += '_';
  }
  while (!out.empty() && out.back() == '_')
    out.pop_back();
  return out;
}

// The beginning of the stem that leaves room for a hash of what it stands for.
std::string shortened(const std::string& stem, const std::string& meaning,
                      const std::string& ending) {
  const std::string end = "_" + env::stable_hash_hex(meaning).substr(0, k_hash_digits) + ending;
  return stem.substr(0, k_longest_name_bytes - end.size()) + end;
}

}  // namespace

std::string IndexNames::name(const IndexDefinition& definition) {
  const Table* table = find_table(m_catalog, definition.table);
  std::string stem = slug(table == nullptr ? definition.table : table->name);
  for (const IndexKey& key : definition.keys)
    stem += "_" + slug(key.sql);
  if (!definition.include.empty()) stem += "_covering";
  if (definition.where) stem += "_partial";
  if (definition.method != "btree") stem += "_" + definition.method;

  std::string plain = stem + "_idx";
  if (plain.size() <= k_longest_name_bytes && m_taken.insert(plain).second) return plain;
  std::string hashed = shortened(stem, definition.sql(), "_idx");
  m_taken.insert(hashed);
  return hashed;
}

std::string statistics_name(const Table& table, const std::vector<std::string>& columns) {
  std::string stem = slug(table.name);
  for (const std::string& column : columns)
    stem += "_" + slug(column);
  const std::string ending = "_stats";
  if (stem.size() + ending.size() <= k_longest_name_bytes) return stem + ending;
  return shortened(stem, fmt::format("{}", fmt::join(columns, ",")), ending);
}

}  // namespace selfopt::advisor
