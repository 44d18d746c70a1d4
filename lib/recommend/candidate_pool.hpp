#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/index_definition.hpp>
#include <selfopt/recommend.hpp>

#include "recommend/prepared_workload.hpp"
#include "whatif/cost_oracle.hpp"

namespace selfopt::advisor {

/// The indexes that selection may choose from, and what each would take on disk.
class CandidatePool {
 public:
  CandidatePool(whatif::CostOracle& oracle, const Catalog& catalog, const RecommendOptions& options)
      : m_oracle(oracle), m_catalog(catalog), m_options(options) {}

  /// Adds what \p access of the oracle's query \p query asks for.
  void add_for(int query, const TableAccess& access);

  /// Asks the planner which candidates it wants at all, then adds their smaller relatives and what
  /// can stand for two of them. \returns the candidates worth choosing from
  whatif::IndexSet narrow();

  /// \returns one size a candidate of the oracle, as the options count sizes
  std::vector<std::int64_t> sizes_bytes() const;

 private:
  std::optional<int> add(const IndexDefinition& definition);
  void add_derived(const IndexDefinition& definition, const whatif::IndexSet& parents,
                   whatif::IndexSet& pool);
  void add_relatives(whatif::IndexSet& pool);
  void add_merges(const whatif::IndexSet& wanted, whatif::IndexSet& pool);
  std::int64_t size_bytes(int candidate) const;
  double kept_share(int candidate) const;

  whatif::CostOracle& m_oracle;
  const Catalog& m_catalog;
  const RecommendOptions& m_options;
  std::map<IndexDefinition, std::optional<int>> m_numbers;  // nullopt: not possible
};

/// Estimates the bytes of an index as PostgreSQL builds it.
/// \param kept_share which share of the rows a partial index keeps; 1 for a whole one
std::int64_t built_size_bytes(const Catalog& catalog, const IndexDefinition& definition,
                              double kept_share);

}  // namespace selfopt::advisor
