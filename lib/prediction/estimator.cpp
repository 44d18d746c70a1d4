#include "prediction/estimator.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "prediction/base.hpp"
#include "prediction/feature_vector.hpp"

namespace selfopt::prediction {
namespace {

// How far outside of the training's range a feature may lie: for logarithms a factor of ten, else
// twice the range and three more. Chosen so that unseen templates of the same warehouse pass, and a
// table a hundred times as large does not (scripts/bench-train prints how many are refused).
const double k_log_margin = std::log(10.0);
constexpr double k_count_margin = 3;

// A model for another database is used, with intervals as much wider (on the logarithmic scale).
constexpr double k_foreign_doubt = 2;

constexpr std::size_t k_most_drivers = 10;

bool is_logarithm(const ModelFeature& feature) {
  return feature.unit.starts_with("log");
}

// \returns the value as people count it, not its logarithm
double natural(const ModelFeature& feature, double value) {
  return is_logarithm(feature) ? std::expm1(value) : value;
}

// The features whose range decides: what the others say is in them, or does not add up to a cost.
bool is_guarded(const std::string& name) {
  return name == "total_cost" || name == "largest_scan" || name == "complexity_score" ||
         name == "joins";
}

// \returns why \p x lies too far outside; empty if it does not
std::string too_far(const Model& model, const std::vector<float>& x) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    const ModelFeature& feature = model.features[i];
    if (!is_guarded(feature.name)) continue;
    const auto value = static_cast<double>(x[i]);
    const double margin =
        is_logarithm(feature) ? k_log_margin : k_count_margin + feature.high - feature.low;
    if (value >= feature.low - margin && value <= feature.high + margin) continue;
    return fmt::format("{} is {:.4g}, the model has seen {:.4g} to {:.4g}", feature.name,
                       natural(feature, value), natural(feature, feature.low),
                       natural(feature, feature.high));
  }
  return {};
}

double in_ms(double logarithm) {
  return std::max(0.0, std::exp(logarithm) - k_clock_ms);
}

// How an answer is said: a time, or a probability.
double effect_between(const Model& model, double answer, double otherwise) {
  if (model.target == ModelTarget::runtime) return std::exp(answer - otherwise);
  return std::clamp(answer, 0.0, 1.0) - std::clamp(otherwise, 0.0, 1.0);
}

double strength(const Model& model, const Driver& driver) {
  return std::abs(model.target == ModelTarget::runtime ? std::log(driver.effect) : driver.effect);
}

}  // namespace

Answer ask(const Model& model, const std::vector<float>& x) {
  // Intervals are made for what one member says of rows that it has not seen (train/fit.cpp), so it
  // is the spread within members that counts, not that among them.
  double sum = 0;
  double variance = 0;
  for (const ModelMember& member : model.members) {
    double trees = 0;
    double squares = 0;
    for (const Tree& tree : member.trees) {
      const auto value = model.forest_weight * static_cast<double>(answer(tree, x));
      trees += value;
      squares += value * value;
    }
    const auto count = static_cast<double>(member.trees.size());
    sum += base_answer(member, model.knowledge, x) + trees / count;
    variance += std::max(0.0, squares / count - trees / count * (trees / count));
  }
  const auto members = static_cast<double>(model.members.size());
  return {sum / members, std::sqrt(variance / members)};
}

Prediction predict(const Model& model, const std::vector<float>& x, double doubt) {
  Prediction prediction;
  prediction.reason = too_far(model, x);
  if (!prediction.reason.empty()) return prediction;
  const Answer answer = ask(model, x);
  if (!std::isfinite(answer.value)) {
    prediction.reason = "the model gives no number";
    return prediction;
  }
  if (model.target == ModelTarget::index_benefit) {
    prediction.probability = 0.5 + (std::clamp(answer.value, 0.0, 1.0) - 0.5) / doubt;
    return prediction;
  }
  const double spread = doubt * (model.spread_floor + answer.disagreement);
  prediction.predicted_ms = in_ms(answer.value);
  prediction.low_ms = in_ms(answer.value + model.error_low * spread);
  prediction.high_ms = in_ms(answer.value + model.error_high * spread);
  return prediction;
}

std::vector<Driver> drivers_of(const Model& model, const std::vector<float>& x) {
  const double with_all = ask(model, x).value;
  std::vector<Driver> drivers;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const ModelFeature& feature = model.features[i];
    std::vector<float> typical = x;
    typical[i] = static_cast<float>(feature.typical);
    const Driver driver{feature.name, natural(feature, static_cast<double>(x[i])),
                        natural(feature, feature.typical),
                        effect_between(model, with_all, ask(model, typical).value)};
    if (strength(model, driver) > 1e-3) drivers.push_back(driver);
  }
  std::ranges::stable_sort(drivers, std::ranges::greater{},
                           [&](const Driver& driver) { return strength(model, driver); });
  if (drivers.size() > k_most_drivers) drivers.resize(k_most_drivers);
  return drivers;
}

Estimator::Estimator(Model model, const std::optional<Database>& database)
    : m_model(std::move(model)), m_facts(m_model.knowledge, database) {
  if (m_model.knowledge == Knowledge::database && !database)
    throw Error(ErrorKind::usage, "the model needs a database: it looks at the sizes of tables", {},
                "Name it with --dsn, or train a model from lines with plans alone.");
  const Catalog* catalog = m_facts.catalog();
  if (catalog == nullptr || m_model.origin.database.empty() ||
      catalog->database == m_model.origin.database)
    return;
  m_doubt = k_foreign_doubt;
  log::warning("the model was trained on database \"{}\", not on \"{}\": trust it less",
               m_model.origin.database, catalog->database);
}

std::vector<Prediction> Estimator::predict(const Workload& workload, bool explain) {
  std::vector<Prediction> predictions;
  for (const Facts& facts : m_facts.find(workload)) {
    Prediction prediction;
    if (facts.error.empty()) {
      prediction = prediction::predict(m_model, facts.vector, m_doubt);
      if (explain && prediction.reason.empty())
        prediction.drivers = drivers_of(m_model, facts.vector);
    } else {
      prediction.reason = facts.error;
    }
    prediction.query_hash = facts.features.query_hash;
    predictions.push_back(std::move(prediction));
  }
  return predictions;
}

}  // namespace selfopt::prediction
