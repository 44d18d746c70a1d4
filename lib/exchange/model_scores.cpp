#include "exchange/model_scores.hpp"

#include <array>
#include <utility>

#include <nlohmann/json.hpp>

namespace selfopt::exchange {
namespace {

using Member = std::optional<double> ModelScores::*;

constexpr std::array<std::pair<const char*, Member>, 11> k_members{{
    {"mae_ms", &ModelScores::mae_ms},
    {"r2", &ModelScores::r2},
    {"r2_log", &ModelScores::r2_log},
    {"q_error_p50", &ModelScores::q_error_p50},
    {"q_error_p95", &ModelScores::q_error_p95},
    {"within_interval", &ModelScores::within_interval},
    {"accuracy", &ModelScores::accuracy},
    {"precision", &ModelScores::precision},
    {"recall", &ModelScores::recall},
    {"brier", &ModelScores::brier},
    {"auc", &ModelScores::auc},
}};

}  // namespace

nlohmann::ordered_json write_scores(const ModelScores& scores) {
  auto object = nlohmann::ordered_json::object();
  for (const auto& [name, member] : k_members)
    if (const auto& score = scores.*member) object[name] = *score;
  return object;
}

ModelScores read_scores(const nlohmann::ordered_json& object) {
  ModelScores scores;
  for (const auto& [name, member] : k_members)
    if (object.contains(name)) scores.*member = object.at(name).get<double>();
  return scores;
}

}  // namespace selfopt::exchange
