#include "exchange/params_file.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <selfopt/error.hpp>

#include "exchange/yaml_json.hpp"

namespace selfopt::exchange {
namespace {

using Json = nlohmann::ordered_json;

Error wrong(const std::string& where, const std::string& what) {
  return Error(ErrorKind::input, fmt::format("{}: {}", where, what), {},
               "Write {\"NAME\": [values]}, {\"NAME\": {\"parameter\": value}} or "
               "{\"NAME\": {\"SET\": [values]}}, or the same in YAML (.yaml).");
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

Json read_document(std::string_view text, const std::string& where) {
  if (where.ends_with(".yaml") || where.ends_with(".yml")) return read_yaml(text, where);
  Json document = Json::parse(text, nullptr, false);
  if (document.is_discarded()) throw Error(ErrorKind::input, fmt::format("{} is not JSON", where));
  return document;
}

}  // namespace

std::map<std::string, std::vector<ParamSet>> read_params(std::string_view text,
                                                         const std::string& where) {
  const Json document = read_document(text, where);
  if (!document.is_object()) throw wrong(where, "it does not say of which statements values are");
  std::map<std::string, std::vector<ParamSet>> all;
  for (const auto& [statement, values] : document.items())
    all[statement] = read_sets(values, where + ": " + statement);
  return all;
}

}  // namespace selfopt::exchange
