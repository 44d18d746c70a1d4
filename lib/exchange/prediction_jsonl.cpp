#include <fmt/format.h>

#include <selfopt/predict.hpp>

#include "exchange/json_text.hpp"

namespace selfopt {
namespace {

std::string number_or_null(const std::optional<double>& value) {
  std::string out;
  if (value)
    exchange::append_json_number(out, *value);
  else
    out = "null";
  return out;
}

std::string write_drivers(const std::vector<Driver>& drivers, ModelTarget target) {
  std::string out = "[";
  for (const Driver& driver : drivers) {
    if (out.size() > 1) out += ',';
    exchange::JsonObject object(out);
    object.text("feature", driver.feature);
    object.json("value", number_or_null(driver.value));
    object.json("typical", number_or_null(driver.typical));
    object.json(target == ModelTarget::runtime ? "times" : "adds", number_or_null(driver.effect));
    object.end();
  }
  return out + ']';
}

}  // namespace

std::string to_jsonl(const Prediction& prediction, ModelTarget target) {
  std::string line;
  exchange::JsonObject object(line);
  object.text("query_hash", prediction.query_hash);
  if (target == ModelTarget::runtime) {
    object.json("predicted_ms", number_or_null(prediction.predicted_ms));
    object.json("low_ms", number_or_null(prediction.low_ms));
    object.json("high_ms", number_or_null(prediction.high_ms));
  } else {
    const char* word = prediction.index_recommended() ? "true" : "false";
    object.json("index_recommended", prediction.probability ? word : "null");
    object.json("probability", number_or_null(prediction.probability));
  }
  if (!prediction.reason.empty()) object.text("reason", prediction.reason);
  if (!prediction.drivers.empty())
    object.json("drivers", write_drivers(prediction.drivers, target));
  object.end();
  return line += '\n';
}

}  // namespace selfopt
