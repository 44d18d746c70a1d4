#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/features.hpp>
#include <selfopt/nouns/model.hpp>
#include <selfopt/nouns/plan.hpp>
#include <selfopt/nouns/workload.hpp>

namespace selfopt::prediction {

/// What is known of one statement.
struct Facts {
  Features features;
  std::optional<Plan> plan;   ///< if it was looked for and found
  std::vector<float> vector;  ///< see feature_vector.hpp; empty if `error` says why there is none
  std::string error;
};

/// Finds out of statements what a model has to know. A plan is taken from the statement's own line
/// if that has one, else from the database, which plans the statement and does not run it; its
/// parameters get values (lib/literals).
class FactFinder {
 public:
  /// \param database needed if \p knowledge is database; else asked for plans that lines lack
  /// \throws Error{database} if there is no server
  FactFinder(Knowledge knowledge, const std::optional<Database>& database);
  ~FactFinder();
  FactFinder(const FactFinder&) = delete;
  FactFinder& operator=(const FactFinder&) = delete;

  /// \returns one for each query, in order. What cannot be planned has `error`.
  /// \throws Error{database} if the server goes away, Error::interrupted
  std::vector<Facts> find(const Workload& workload);

  /// \returns the catalog of the database; nullptr without one
  const Catalog* catalog() const;

 private:
  struct Server;
  Facts facts_of(const WorkloadQuery& query, std::optional<Plan> plan, std::string error) const;

  Knowledge m_knowledge;
  std::unique_ptr<Server> m_server;
};

}  // namespace selfopt::prediction
