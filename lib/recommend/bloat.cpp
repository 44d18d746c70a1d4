#include "recommend/bloat.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "recommend/drops.hpp"
#include "recommend/index_size.hpp"
#include "sql/identifier.hpp"

namespace selfopt::advisor {
namespace {

constexpr double k_least_share = 0.5;
constexpr std::int64_t k_least_bytes = 10'000'000;
constexpr double k_measured = 0.9;
constexpr double k_estimated = 0.6;
constexpr double k_page_bytes = 8192;
constexpr double k_leaf_fill = 0.9;  // of an index just built

bool is_bloated(std::int64_t waste_bytes, std::int64_t size_bytes) {
  return waste_bytes > k_least_bytes &&
         static_cast<double>(waste_bytes) > k_least_share * static_cast<double>(size_bytes);
}

// The shapes of the columns, or nullopt if one is an expression or nothing is known of it.
std::optional<std::vector<KeyShape>> shapes_of(const Table& table,
                                               const std::vector<std::string>& columns,
                                               int server_version) {
  std::vector<KeyShape> shapes;
  for (const std::string& name : columns) {
    const auto column = std::ranges::find(table.columns, name, &Column::sql_name);
    if (column == table.columns.end() || !column->has_statistics) return std::nullopt;
    shapes.push_back(key_shape(*column, table.rows, server_version));
  }
  return shapes;
}

std::optional<std::int64_t> size_if_built(const Catalog& catalog, const Index& index) {
  const Table* table = find_table(catalog, index.table);
  const bool estimable = table != nullptr && index.method == "btree" && index.valid &&
                         !index.being_built &&
                         index.definition.find("fillfactor") == std::string::npos;
  if (!estimable) return std::nullopt;
  const auto keys = shapes_of(*table, index.keys, catalog.server_version);
  const auto included = shapes_of(*table, index.include, catalog.server_version);
  if (!keys || !included) return std::nullopt;
  const double rows = index.rows >= 0 ? index.rows : table->rows;
  return btree_size_bytes(rows, *keys, *included);
}

std::int64_t waste_of(const pg::IndexDensity& density) {
  const double used_pages = density.leaf_pages * std::min(density.leaf_density / k_leaf_fill, 1.0);
  return static_cast<std::int64_t>((density.leaf_pages - used_pages + density.unused_pages) *
                                   k_page_bytes);
}

Recommendation reindex(const Index& index, std::int64_t waste_bytes, bool measured) {
  Recommendation advice = advice_about(RecommendationKind::reindex, index);
  advice.ddl = "reindex index " + sql::quote_qualified(index.schema, index.name);
  advice.size_bytes = waste_bytes;
  advice.verified = measured;
  advice.confidence = measured ? k_measured : k_estimated;
  advice.reason =
      fmt::format("of its {} {} would be free if it were built anew ({})",
                  format_bytes(index.size_bytes), format_bytes(waste_bytes),
                  measured ? "measured" : "estimated; with extension pgstattuple it is measured");
  return advice;
}

}  // namespace

BloatAdvice advise_reindex(const Catalog& catalog, const MeasureIndex& measure) {
  BloatAdvice out;
  for (const Index& index : catalog.indexes) {
    const auto built = size_if_built(catalog, index);
    if (!built || !is_bloated(index.size_bytes - *built, index.size_bytes)) continue;
    const auto density = measure(index);
    const std::int64_t waste = density ? waste_of(*density) : index.size_bytes - *built;
    if (is_bloated(waste, index.size_bytes))
      out.reindexes.push_back(reindex(index, waste, density.has_value()));
    else
      out.kept.push_back(
          {"reindex index " + sql::quote_qualified(index.schema, index.name),
           fmt::format("looked larger than it has to be, but {:.0f} % of its pages is "
                       "in use",
                       density->leaf_density * 100)});
  }
  return out;
}

}  // namespace selfopt::advisor
