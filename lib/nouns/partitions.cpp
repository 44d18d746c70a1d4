#include <algorithm>
#include <cmath>
#include <unordered_map>

#include <selfopt/nouns/catalog.hpp>

#include "nouns/sum_tables.hpp"

namespace selfopt {
namespace {

double known_rows(const Table& table) {
  return std::max(table.rows, 0.0);
}

// What one partition adds to the figures of a column of the whole.
class ColumnSum {
 public:
  void add(const Column& part, double rows) {
    if (!part.has_statistics || rows <= 0) return;
    m_rows += rows;
    m_width += rows * part.average_width;
    m_nulls += rows * part.null_share;
    m_correlation += rows * part.correlation;
    // Values whose number grows with the rows differ from partition to partition; others repeat.
    if (part.distinct < 0)
      m_growing += -part.distinct * rows;
    else
      m_repeated = std::max(m_repeated, part.distinct);
  }

  void write_to(Column& column) const {
    if (m_rows <= 0 || column.has_statistics) return;
    column.average_width = m_width / m_rows;
    column.null_share = m_nulls / m_rows;
    column.correlation = m_correlation / m_rows;
    const double distinct = std::max(m_growing, m_repeated);
    column.distinct = distinct >= m_rows ? -1 : distinct;
  }

 private:
  double m_rows = 0;
  double m_width = 0;
  double m_nulls = 0;
  double m_correlation = 0;
  double m_growing = 0;
  double m_repeated = 0;
};

void sum_columns(Table& whole, const std::vector<const Table*>& parts) {
  for (Column& column : whole.columns) {
    ColumnSum sum;
    for (const Table* part : parts) {
      const auto same = std::ranges::find(part->columns, column.name, &Column::name);
      if (same != part->columns.end()) sum.add(*same, known_rows(*part));
    }
    sum.write_to(column);
  }
}

// PostgreSQL keeps no figures of a partitioned table itself, but for what its own ANALYZE found.
void sum_figures(Table& whole, const std::vector<const Table*>& parts) {
  whole.rows = 0;
  whole.pages = whole.size_bytes = whole.all_visible_pages = 0;
  whole.modified_rows = whole.dead_rows = 0;
  whole.vacuumed = true;
  double hot_rows = 0;
  for (const Table* part : parts) {
    whole.rows += known_rows(*part);
    whole.pages += std::max<std::int64_t>(part->pages, 0);
    whole.size_bytes += part->size_bytes;
    whole.all_visible_pages += part->all_visible_pages;
    whole.modified_rows += part->modified_rows;
    whole.dead_rows += part->dead_rows;
    whole.vacuumed = whole.vacuumed && (part->vacuumed || part->size_bytes == 0);
    hot_rows += part->hot_share * known_rows(*part);
  }
  whole.hot_share = whole.rows > 0 ? hot_rows / whole.rows : 1;
}

}  // namespace

void sum_tables(Table& whole, const std::vector<const Table*>& parts) {
  sum_figures(whole, parts);
  sum_columns(whole, parts);
}

void sum_partitions(Catalog& catalog) {
  std::unordered_map<std::uint32_t, std::size_t> places;
  for (std::size_t i = 0; i < catalog.tables.size(); ++i)
    places.emplace(catalog.tables[i].oid, i);
  for (std::size_t i = 0; i < catalog.tables.size(); ++i) {
    if (catalog.tables[i].kind == 'p') continue;
    for (auto whole = places.find(catalog.tables[i].partition_of); whole != places.end();
         whole = places.find(catalog.tables[whole->second].partition_of))
      catalog.tables[whole->second].leaves.push_back(i);
  }
  for (Table& table : catalog.tables) {
    if (table.kind != 'p') continue;
    sum_tables(table, leaf_partitions(catalog, table));
  }
}

std::vector<const Table*> leaf_partitions(const Catalog& catalog, const Table& table) {
  std::vector<const Table*> leaves;
  for (const std::size_t place : table.leaves)
    leaves.push_back(&catalog.tables[place]);
  return leaves;
}

}  // namespace selfopt
