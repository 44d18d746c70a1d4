#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/features.hpp>
#include <selfopt/nouns/model.hpp>
#include <selfopt/nouns/plan.hpp>
#include <selfopt/nouns/prediction.hpp>
#include <selfopt/nouns/workload.hpp>

#include "prediction/facts.hpp"

/// What a model says of statements: for predict and whoever wants to know a cost before it is paid.
namespace selfopt::prediction {

/// A model's answer as it is learned: log(ms + 0.01) or a probability, not yet cut to 0 to 1.
struct Answer {
  double value = 0;
  double disagreement = 0;  ///< standard deviation of the trees of a member, on average
};

/// \param x as many numbers as the model has features
Answer ask(const Model& model, const std::vector<float>& x);

/// \returns the model's prediction for one vector; `reason`, and no answer, if it lies so far
///          outside of what the training saw that an answer would be a guess
/// \param doubt how many times wider than usual the interval is made, and how many times nearer to
///        a half the probability, at least 1
Prediction predict(const Model& model, const std::vector<float>& x, double doubt = 1);

/// \returns what each feature does to the answer, the strongest first, those without effect left
/// out
std::vector<Driver> drivers_of(const Model& model, const std::vector<float>& x);

/// A model with what it needs to be asked about statements.
class Estimator {
 public:
  /// \param database needed if the model knows databases (Knowledge); else asked for plans that are
  ///        missing. Warns if it is not the one that the model was trained on; intervals are then
  ///        twice as wide, and probabilities half as far from a half.
  /// \throws Error{usage} if a database is needed and none is given; Error{database}
  Estimator(Model model, const std::optional<Database>& database);

  /// \returns one for each query, in order
  /// \param explain whether to fill in `drivers`
  std::vector<Prediction> predict(const Workload& workload, bool explain);

  const Model& model() const { return m_model; }

 private:
  Model m_model;
  FactFinder m_facts;
  double m_doubt = 1;
};

}  // namespace selfopt::prediction
