#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/features.hpp>
#include <selfopt/nouns/model.hpp>
#include <selfopt/nouns/prediction.hpp>
#include <selfopt/nouns/recommendations.hpp>

#include "prediction/estimator.hpp"

namespace selfopt::serving {

/// What one statement is made of, how long it would take, and whether an index would help it.
struct Analysis {
  Features features;
  bool index_recommended = false;
  double confidence = 0;  ///< that an index helps, 0 to 1
  /// Who says so: "planner" (hypothetical indexes), "statistics" (without HypoPG), "model", "text".
  std::string basis;
  std::string reason;
  std::vector<Recommendation> recommendations;  ///< of the planner or the statistics
  std::optional<double> cost_before;            ///< planner units, one call
  std::optional<double> cost_after;
  Prediction runtime;  ///< without an answer if there is no model
};

/// Analyses single statements, with as much as there is: a database, models, or the text alone.
class Analyzer {
 public:
  /// \param model_files at most one of each target
  /// \throws Error{input}, Error{usage} for files that are no models, or need a database if none is
  ///         given
  Analyzer(const std::vector<std::string>& model_files, const std::optional<Database>& database);

  /// May be called by several threads.
  /// \param what_if whether to ask the planner, which takes longer
  Analysis analyze(const std::string& sql, bool what_if);

 private:
  Prediction ask(const Model& model, const std::string& sql, const Features& features);
  bool ask_planner(const std::string& sql, Analysis& analysis) const;
  void ask_index_model(const std::string& sql, Analysis& analysis);

  std::optional<Database> m_database;
  std::optional<Model> m_runtime;
  std::optional<Model> m_benefit;
  std::mutex m_mutex;  ///< of the estimators, each of which has a connection
  std::vector<std::pair<const Model*, std::unique_ptr<prediction::Estimator>>> m_estimators;
};

}  // namespace selfopt::serving
