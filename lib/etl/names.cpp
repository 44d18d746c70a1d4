#include "etl/names.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <unordered_set>

#include <fmt/format.h>
// libpg_query exports an xxHash of its own; inlined, ours cannot be mistaken for it.
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace selfopt::etl {
namespace {

constexpr std::size_t k_max_name_bytes = 63;  // NAMEDATALEN - 1

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_beyond_ascii(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

// \returns at most `bytes` of the text, not ending inside a UTF-8 character
std::string cut(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0U) == 0x80U)
    --bytes;
  return std::string(text.substr(0, bytes));
}

std::string shortened(const std::string& name) {
  if (name.size() <= k_max_name_bytes) return name;
  const std::string hash = fmt::format("_{:08x}", XXH3_64bits(name.data(), name.size()) >> 32);
  return cut(name, k_max_name_bytes - hash.size()) + hash;
}

bool is_system_column(const std::string& name) {
  constexpr std::array<std::string_view, 7> k_names{"ctid", "xmin", "xmax",    "cmin",
                                                    "cmax", "oid",  "tableoid"};
  return std::ranges::find(k_names, name) != k_names.end();
}

}  // namespace

std::string snake_case(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_upper(c)) {
      // A word begins at a capital after a small letter, and at the last capital before one.
      const bool after_small = i > 0 && (is_lower(text[i - 1]) || is_digit(text[i - 1]));
      const bool before_small =
          i > 0 && is_upper(text[i - 1]) && i + 1 < text.size() && is_lower(text[i + 1]);
      if ((after_small || before_small) && !name.empty() && name.back() != '_') name += '_';
      name += static_cast<char>(c + 32);
    } else if (is_lower(c) || is_digit(c) || is_beyond_ascii(c)) {
      name += c;
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  while (!name.empty() && name.back() == '_')
    name.pop_back();
  if (!name.empty() && is_digit(name.front())) name.insert(0, 1, '_');
  return shortened(name);
}

std::vector<std::string> column_names(const std::vector<std::string>& headers) {
  std::unordered_set<std::string> taken;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    std::string base = snake_case(headers[i]);
    if (base.empty()) base = fmt::format("column_{}", i + 1);
    if (is_system_column(base)) base += '_';
    std::string name = base;
    for (int again = 2; !taken.insert(name).second; ++again) {
      const std::string suffix = fmt::format("_{}", again);
      name = cut(base, k_max_name_bytes - suffix.size()) + suffix;
    }
    names.push_back(name);
  }
  return names;
}

std::string table_name(const std::string& path) {
  std::filesystem::path name = std::filesystem::path(path).filename();
  constexpr std::array<std::string_view, 6> k_suffixes{".gz",  ".zst", ".csv",
                                                       ".tsv", ".txt", ".CSV"};
  while (name.has_stem() && name.stem() != name &&
         std::ranges::find(k_suffixes, name.extension().string()) != k_suffixes.end())
    name = name.stem();
  return snake_case(name.string());
}

std::string quoted_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace selfopt::etl
