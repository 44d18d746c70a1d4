#include "recommend/index_size.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace selfopt::advisor {
namespace {

// PostgreSQL's page layout (src/include/access/itup.h, nbtree.h; src/backend/access/nbtree/README).
constexpr double k_page = 8192;
constexpr double k_page_overhead = 24 + 16;  // page header, B-tree's special space
constexpr double k_line_pointer = 4;
constexpr double k_tuple_header = 8;
constexpr double k_row_pointer = 6;  // in a posting list
constexpr double k_leaf_fill = 0.9;
constexpr double k_posting_limit = 808;  // bytes of a posting tuple made by CREATE INDEX
constexpr double k_null_bitmap = 8;      // header grows to 16 when a key is null

double aligned(double bytes, double to) {
  return std::ceil(bytes / to) * to;
}

double key_bytes(const std::vector<KeyShape>& keys) {
  double bytes = 0;
  double null_possible = 0;
  for (const KeyShape& key : keys) {
    const double align = key.variable_width ? 1 : std::min(key.average_width, 8.0);
    if (align > 1) bytes = aligned(bytes, align);
    bytes += key.average_width * (1 - key.null_share);
    null_possible = std::max(null_possible, key.null_share);
  }
  return aligned(bytes, 8) + null_possible * k_null_bitmap;
}

double distinct_keys(double rows, const std::vector<KeyShape>& keys) {
  double product = 1;
  for (const KeyShape& key : keys) {
    const double values = key.distinct > 0 ? key.distinct : rows;
    product *= values + (key.null_share > 0 ? 1 : 0);
    if (product >= rows) return rows;
  }
  // Columns are seldom independent: of the combinations that could occur, only so many are met
  // when rows are drawn (the expected number for independent draws, an upper bound here).
  return product * (1 - std::exp(-rows / product));
}

double leaf_bytes(double rows, const std::vector<KeyShape>& keys, bool merges_equal) {
  const double key = key_bytes(keys);
  const double single = k_tuple_header + key + k_line_pointer;
  const double distinct = distinct_keys(rows, keys);
  if (!merges_equal || distinct >= rows * 0.95) return rows * single;
  const double per_key = rows / distinct;
  const double per_posting =
      std::max(1.0, std::floor((k_posting_limit - k_tuple_header - key) / k_row_pointer));
  const double full = std::floor(per_key / per_posting);
  const double rest = per_key - full * per_posting;
  const auto posting = [&](double pointers) {
    return pointers < 1.5
               ? single * pointers
               : aligned(k_tuple_header + key + pointers * k_row_pointer, 8) + k_line_pointer;
  };
  return distinct * (full * posting(per_posting) + posting(rest));
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// Equal values of character(n), which may differ in blanks at the end, are kept apart since
// November 2026. Seen of 15.20; 13.23, 14.23, 15.18, 16.14, 17.10 and 18.4 still merge them.
bool merges_padded(int server_version) {
  switch (server_version / 10000) {
    case 13:
      return true;
    case 14:
      return server_version < 140025;
    case 15:
      return server_version < 150020;
    case 16:
      return server_version < 160016;
    case 17:
      return server_version < 170012;
    case 18:
      return server_version < 180006;
    default:
      return false;
  }
}

// Equal values that are not the same bytes, like 1.0 and 1.00, are kept apart.
bool deduplicates(const std::string& type, int server_version) {
  constexpr std::array<std::string_view, 6> k_apart{"numeric", "double",   "real",
                                                    "json",    "interval", "tsvector"};
  if (type == "character" || type.starts_with("character(") || type.starts_with("bpchar"))
    return merges_padded(server_version);
  return !type.ends_with("[]") && !type.ends_with("range") &&
         std::ranges::none_of(k_apart,
                              [&](std::string_view start) { return type.starts_with(start); });
}

}  // namespace

KeyShape key_shape(const Column& column, double rows, int server_version) {
  KeyShape shape;
  const std::string& type = column.type;
  const bool numeric = type.starts_with("numeric");
  shape.variable_width = numeric || type.starts_with("text") || type.starts_with("char") ||
                         type.starts_with("varchar") || type.starts_with("bytea") ||
                         contains(type, "json") || type.ends_with("[]");
  shape.deduplicates = deduplicates(type, server_version);
  shape.average_width = column.has_statistics && column.average_width > 0
                            ? column.average_width
                            : (shape.variable_width ? 16 : 8);
  shape.null_share = column.null_share;
  const double not_null = rows * (1 - column.null_share);
  if (column.distinct != 0)
    shape.distinct = distinct_values(column, rows);
  else
    shape.distinct = column.has_statistics ? not_null : 0;
  return shape;
}

std::int64_t btree_size_bytes(double rows, const std::vector<KeyShape>& keys,
                              const std::vector<KeyShape>& included) {
  std::vector<KeyShape> stored = keys;
  stored.insert(stored.end(), included.begin(), included.end());
  const bool merges_equal = included.empty() && std::ranges::all_of(keys, [](const KeyShape& k) {
                              return k.deduplicates;
                            });
  const double usable = (k_page - k_page_overhead) * k_leaf_fill;
  double pages = std::ceil(leaf_bytes(std::max(rows, 0.0), stored, merges_equal) / usable);
  double total = std::max(pages, 1.0);
  const double fan_out = std::floor(usable / (k_tuple_header + key_bytes(keys) + k_line_pointer));
  while (pages > 1) {
    pages = std::ceil(pages / fan_out);
    total += pages;
  }
  return static_cast<std::int64_t>((total + 1) * k_page);  // and the meta page
}

std::int64_t brin_size_bytes(std::int64_t table_pages, const std::vector<KeyShape>& keys) {
  const double ranges =
      std::ceil(static_cast<double>(std::max<std::int64_t>(table_pages, 1)) / 128);
  const double summary = k_tuple_header + 2 * key_bytes(keys) + k_line_pointer;
  const double pages = std::ceil(ranges * summary / (k_page - k_page_overhead));
  const double map_pages = std::ceil(ranges * k_row_pointer / (k_page - k_page_overhead));
  return static_cast<std::int64_t>((1 + map_pages + pages) * k_page);
}

}  // namespace selfopt::advisor
