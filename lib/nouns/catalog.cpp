#include <algorithm>

#include <selfopt/nouns/catalog.hpp>

namespace selfopt {

double distinct_values(const Column& column, double rows) {
  return column.distinct < 0 ? -column.distinct * rows : column.distinct;
}

const Table* find_table(const Catalog& catalog, const std::string& sql_name) {
  const auto found = std::ranges::find(catalog.tables, sql_name, &Table::sql_name);
  return found == catalog.tables.end() ? nullptr : &*found;
}

}  // namespace selfopt
