#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <selfopt/train.hpp>

#include "exchange/model_scores.hpp"

namespace selfopt {
namespace {

using Json = nlohmann::ordered_json;

Json write_calibration(const std::vector<CalibrationBin>& bins) {
  Json out = Json::array();
  for (const CalibrationBin& bin : bins)
    out.push_back({{"predicted", bin.predicted}, {"observed", bin.observed}, {"rows", bin.rows}});
  return out;
}

// A name or text as CSV: quoted, since families hold commas.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text)
    out += c == '"' ? "\"\"" : std::string(1, c);
  return out + '"';
}

std::string number_or_nothing(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : "";
}

}  // namespace

std::string to_json(const Training& training) {
  Json out{{"schema", "selfopt.training/1"},
           {"target", to_string(training.target)},
           {"knowledge", to_string(training.knowledge)},
           {"split", to_string(training.split)},
           {"seed", training.seed},
           {"statements", training.statements},
           {"left_out", training.left_out},
           {"rows_train", training.rows_train},
           {"rows_test", training.rows_test},
           {"rows_refused", training.rows_refused}};
  out.update(exchange::write_scores(training.scores));
  out["baseline"] = Json::object();
  for (const Baseline& baseline : training.baselines)
    out["baseline"][baseline.name] = exchange::write_scores(baseline.scores);
  if (out["baseline"].contains("champion")) {
    out["judged_by_recent"] = training.judged_by_recent;
    out["champion_wins"] = training.champion_wins;
  }
  if (training.target == ModelTarget::index_benefit)
    out["calibration"] = write_calibration(training.calibration);
  out["elapsed_ms"] = training.elapsed_ms;
  return out.dump(2) + '\n';
}

std::string to_csv(const Training& training, const std::vector<ModelFeature>& features) {
  const bool times = training.target == ModelTarget::runtime;
  std::string out = "query_hash,family,part,";
  out += times ? "measured_ms,predicted_ms,low_ms,high_ms" : "benefits,probability";
  for (const ModelFeature& feature : features)
    out += "," + feature.name;
  out += '\n';
  for (const TrainingPoint& point : training.points) {
    out += fmt::format("{},{},{},{},{}", point.query_hash, quoted(point.family),
                       point.is_test ? "test" : "train", point.measured,
                       number_or_nothing(point.predicted));
    if (times) out += "," + number_or_nothing(point.low) + "," + number_or_nothing(point.high);
    for (const float value : point.vector)
      out += fmt::format(",{}", value);
    out += '\n';
  }
  return out;
}

}  // namespace selfopt
