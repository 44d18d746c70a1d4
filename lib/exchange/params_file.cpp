#include "exchange/params_json.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <selfopt/error.hpp>

namespace selfopt::exchange {
namespace {

using Json = nlohmann::ordered_json;

Error wrong(const std::string& where, const std::string& what) {
  return Error(ErrorKind::input, fmt::format("{}: {}", where, what), {},
               "Write {\"NAME\": [values]}, {\"NAME\": {\"parameter\": value}} or "
               "{\"NAME\": {\"SET\": [values]}}.");
}

std::optional<std::string> value_of(const Json& value, const std::string& where) {
  if (value.is_null()) return std::nullopt;
  if (value.is_string()) return value.get<std::string>();
  if (value.is_structured()) throw wrong(where, "a value is a list or an object");
  return value.dump();
}

ParamSet read_set(const std::string& name, const Json& values, const std::string& where) {
  ParamSet set{name, {}, {}};
  if (values.is_array())
    for (const Json& value : values)
      set.by_place.push_back(value_of(value, where));
  else if (values.is_object())
    for (const auto& [key, value] : values.items())
      set.by_name[key] = value_of(value, where);
  else
    throw wrong(where, "the values are neither a list nor an object");
  return set;
}

std::vector<ParamSet> read_sets(const Json& values, const std::string& where) {
  const bool several =
      values.is_object() && !values.empty() &&
      std::ranges::all_of(values, [](const Json& value) { return value.is_structured(); });
  if (!several) return {read_set("", values, where)};
  std::vector<ParamSet> sets;
  for (const auto& [name, set] : values.items())
    sets.push_back(read_set(name, set, where + "/" + name));
  return sets;
}

}  // namespace

std::map<std::string, std::vector<ParamSet>> read_params(std::string_view json,
                                                         const std::string& where) {
  const Json document = Json::parse(json, nullptr, false);
  if (document.is_discarded()) throw Error(ErrorKind::input, fmt::format("{} is not JSON", where));
  if (!document.is_object()) throw wrong(where, "it is no JSON object");
  std::map<std::string, std::vector<ParamSet>> all;
  for (const auto& [statement, values] : document.items())
    all[statement] = read_sets(values, where + ": " + statement);
  return all;
}

}  // namespace selfopt::exchange
