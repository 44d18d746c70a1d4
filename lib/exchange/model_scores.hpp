#pragma once

#include <nlohmann/json_fwd.hpp>

#include <selfopt/nouns/model.hpp>

namespace selfopt::exchange {

/// \returns an object of the scores that are known
nlohmann::ordered_json write_scores(const ModelScores& scores);

/// \throws nlohmann::json::exception if one is no number
ModelScores read_scores(const nlohmann::ordered_json& object);

}  // namespace selfopt::exchange
