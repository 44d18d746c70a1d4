#include "recommend/index_name.hpp"

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
  const std::string hash = env::stable_hash_hex(definition.sql()).substr(0, k_hash_digits);
  const std::string ending = "_" + hash + "_idx";
  std::string hashed = stem.substr(0, k_longest_name_bytes - ending.size()) + ending;
  m_taken.insert(hashed);
  return hashed;
}

}  // namespace selfopt::advisor
