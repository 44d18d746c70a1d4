#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
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

  /// Takes in what the oracle knows to exist: it is not to be made again.
  void add_existing();

  /// Notes what \p access of the oracle's query \p query asks for.
  void add_for(int query, const TableAccess& access);

  /// Asks the planner which candidates it wants at all, then adds their smaller relatives and what
  /// can stand for two of them. \returns the candidates worth choosing from, and what exists if it
  /// can be given up
  /// \param deadline by when to ask no more than once for each query
  /// \param last_call by when to ask no more
  whatif::IndexSet narrow(std::chrono::steady_clock::time_point deadline,
                          std::chrono::steady_clock::time_point last_call);

  /// \returns one size a candidate of the oracle, as the options count sizes
  std::vector<std::int64_t> sizes_bytes() const;

 private:
  /// An index thought of, and the queries that it may serve.
  struct Wish {
    IndexDefinition definition;
    std::vector<int> queries;
  };

  std::vector<std::optional<int>> add(const std::vector<Wish>& wishes);
  Wish derived(const IndexDefinition& definition, const whatif::IndexSet& parents) const;
  void add_to(whatif::IndexSet& pool, const std::vector<Wish>& wishes);
  std::vector<Wish> relatives(const whatif::IndexSet& pool) const;
  std::vector<Wish> merges(const whatif::IndexSet& wanted, std::size_t most) const;
  std::int64_t size_bytes(int candidate) const;
  double kept_share(int candidate) const;

  whatif::CostOracle& m_oracle;
  const Catalog& m_catalog;
  const RecommendOptions& m_options;
  std::vector<Wish> m_wishes;
  std::map<IndexDefinition, std::size_t> m_wish_of;         // places in m_wishes
  std::map<IndexDefinition, std::optional<int>> m_numbers;  // nullopt: not possible
};

/// Estimates the bytes of an index as PostgreSQL builds it.
/// \param kept_share which share of the rows a partial index keeps; 1 for a whole one
std::int64_t built_size_bytes(const Catalog& catalog, const IndexDefinition& definition,
                              double kept_share);

}  // namespace selfopt::advisor
