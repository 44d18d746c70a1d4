#pragma once

#include <set>
#include <string>
#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/index_definition.hpp>

namespace selfopt::advisor {

/// Gives new indexes names that say what they are, at most 63 bytes, that nothing else has.
class IndexNames {
 public:
  explicit IndexNames(const Catalog& catalog)
      : m_catalog(catalog), m_taken(catalog.relation_names.begin(), catalog.relation_names.end()) {}

  /// \returns for example fact_sales_customer_id_sold_at_idx; the same definition gets the same
  /// name
  ///          as long as nothing else has taken it
  std::string name(const IndexDefinition& definition);

 private:
  const Catalog& m_catalog;
  std::set<std::string> m_taken;
};

/// \returns a name for statistics of \p columns together, for example fact_sales_city_country_stats
std::string statistics_name(const Table& table, const std::vector<std::string>& columns);

}  // namespace selfopt::advisor
