#include "serve/analyzer.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/model.hpp>
#include <selfopt/predict.hpp>
#include <selfopt/recommend.hpp>

#include "serve/text_guess.hpp"
#include "sql/features.hpp"

namespace selfopt::serving {
namespace {

// An index pays for a statement if it makes it more than a tenth cheaper, as train has it.
constexpr double k_pays = 0.1;
constexpr double k_patience_ms = 2000;

WorkloadQuery query_of(const std::string& sql, const Features& features) {
  WorkloadQuery query;
  query.sql = sql;
  query.query_hash = features.query_hash;
  query.source = "sql";
  return query;
}

RecommendOptions for_one_statement() {
  RecommendOptions options;
  options.min_benefit = k_pays;
  options.time_limit_ms = k_patience_ms;
  options.plan_timeout_ms = k_patience_ms;
  options.connections = 1;
  options.drops = false;
  return options;
}

}  // namespace

Analyzer::Analyzer(const std::vector<std::string>& model_files,
                   const std::optional<Database>& database)
    : m_database(database) {
  for (const std::string& file : model_files) {
    Model model = load_model(file);
    if (model.knowledge == Knowledge::database && !database)
      throw Error(ErrorKind::usage, fmt::format("\"{}\" needs a database", file), {},
                  "It was trained on plans; name a database, or leave it out.");
    auto& place = model.target == ModelTarget::runtime ? m_runtime : m_benefit;
    if (place)
      throw Error(ErrorKind::usage, fmt::format("\"{}\" is a second model of its kind", file));
    place = std::move(model);
  }
}

Prediction Analyzer::ask(const Model& model, const std::string& sql, const Features& features) {
  if (model.knowledge == Knowledge::text) return predict(model, features);
  const std::lock_guard lock(m_mutex);
  auto found = std::ranges::find(m_estimators, &model, [](const auto& one) { return one.first; });
  try {
    if (found == m_estimators.end())
      found = m_estimators.emplace(m_estimators.end(), &model,
                                   std::make_unique<prediction::Estimator>(model, m_database));
    return found->second->predict({query_of(sql, features)}, false).front();
  } catch (const Error& error) {
    if (found != m_estimators.end()) m_estimators.erase(found);
    Prediction none;
    none.reason = error.message();
    return none;
  }
}

bool Analyzer::ask_planner(const std::string& sql, Analysis& analysis) const try {
  RecommendOptions options = for_one_statement();
  if (m_benefit && m_benefit->knowledge == Knowledge::text) options.model = &*m_benefit;
  const Workload workload{query_of(sql, analysis.features)};
  Recommendations advice;
  try {
    advice = recommend(*m_database, workload, options);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::refused) throw;
    options.unverified = true;
    advice = recommend(*m_database, workload, options);
  }
  if (!advice.unsupported.empty()) {
    analysis.reason = advice.unsupported.front().reason;
    return false;
  }
  std::erase_if(advice.recommendations, [](const Recommendation& one) {
    return one.kind != RecommendationKind::create_index;
  });
  analysis.basis = options.unverified ? "statistics" : "planner";
  if (!options.unverified) {
    analysis.cost_before = advice.cost_before;
    analysis.cost_after = advice.cost_after;
  }
  for (const Recommendation& one : advice.recommendations)
    analysis.confidence = std::max(analysis.confidence, one.confidence.value_or(1));
  analysis.index_recommended = !advice.recommendations.empty();
  analysis.reason = analysis.index_recommended ? advice.recommendations.front().reason
                                               : "no index makes the statement a tenth cheaper";
  analysis.recommendations = std::move(advice.recommendations);
  return true;
} catch (const Error& error) {
  if (error.kind() == ErrorKind::interrupted) throw;
  log::debug("analyze: {}", error.message());
  analysis.reason =
      error.kind() == ErrorKind::database ? "the database could not be asked" : error.message();
  return false;
}

void Analyzer::ask_index_model(const std::string& sql, Analysis& analysis) {
  if (m_benefit) {
    const Prediction prediction = ask(*m_benefit, sql, analysis.features);
    if (prediction.probability) {
      analysis.basis = "model";
      analysis.index_recommended = prediction.index_recommended();
      analysis.confidence = *prediction.probability;
      return;
    }
    if (analysis.reason.empty()) analysis.reason = prediction.reason;
  }
  const TextGuess guess = guess_from_text(analysis.features);
  analysis.basis = "text";
  analysis.index_recommended = guess.index_recommended;
  analysis.confidence = guess.confidence;
  analysis.reason += (analysis.reason.empty() ? "" : "; ") + guess.reason;
}

Analysis Analyzer::analyze(const std::string& sql, bool what_if) {
  Analysis analysis;
  analysis.features = sql::read_features(sql);
  if (analysis.features.error) return analysis;
  if (!what_if || !m_database || !ask_planner(sql, analysis)) ask_index_model(sql, analysis);
  if (m_runtime) analysis.runtime = ask(*m_runtime, sql, analysis.features);
  return analysis;
}

}  // namespace selfopt::serving
