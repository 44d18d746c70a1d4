#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/index_definition.hpp>
#include <selfopt/nouns/workload.hpp>
#include <selfopt/recommend.hpp>

#include "whatif/cost_oracle.hpp"
#include "whatif/index_set.hpp"

/// The advice benchmark: published ways to choose indexes beside our own, over the same candidates,
/// sizes and planner.
namespace selfopt::bench {

struct Statement {
  std::string sql;
  double calls = 1;
  whatif::IndexSet own;       ///< the candidates all of whose columns stand in it
  whatif::IndexSet relevant;  ///< the candidates that share a column with it
};

/// What every method is given.
struct Setting {
  Database database;
  std::vector<Statement> statements;
  std::vector<IndexDefinition> candidates;  ///< plain B-trees
  std::vector<std::int64_t> size_bytes;     ///< of each candidate
  std::map<IndexDefinition, int> numbers;   ///< of the candidates
  double tables_bytes = 0;                  ///< of the tables that have candidates
  std::vector<std::string> left_out;        ///< statements that cannot be planned, with the reason

  /// \returns the candidate with these keys, if it is one
  std::optional<int> find(const std::string& table, const std::vector<IndexKey>& keys) const;
  const std::vector<IndexKey>& keys(int candidate) const { return at(candidate).keys; }
  const std::string& table(int candidate) const { return at(candidate).table; }
  std::int64_t size(int candidate) const { return size_bytes[static_cast<std::size_t>(candidate)]; }
  std::int64_t size(const whatif::IndexSet& set) const;

 private:
  const IndexDefinition& at(int candidate) const {
    return candidates[static_cast<std::size_t>(candidate)];
  }
};

/// Makes the candidates: every order of up to \p width columns of one table that stand in one
/// statement, unless that index exists.
Setting make_setting(const Database& database, const Workload& workload, int width,
                     SizeModel size_model);

/// \returns a new oracle that knows the statements and candidates by the setting's numbers
std::unique_ptr<whatif::CostOracle> make_oracle(const Setting& setting, int connections);

/// \returns the workload's cost with \p indexes, planned afresh: by a new session, for each
///          statement all of them offered
double judge(const Setting& setting, const std::vector<IndexDefinition>& indexes);

}  // namespace selfopt::bench
