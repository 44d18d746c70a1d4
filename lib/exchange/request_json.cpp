#include "exchange/request_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <selfopt/error.hpp>

#include "exchange/json_text.hpp"

namespace selfopt::exchange {
namespace {

using Json = nlohmann::json;

// An object with a list in it has a depth of two.
constexpr int k_deepest_request = 2;

Error unreadable(const std::string& what) {
  return Error(ErrorKind::input, what, {}, R"(Send an object such as {"query": "select 1"}.)");
}

std::vector<std::string> read_list(const std::string& key, const Json& list) {
  std::vector<std::string> texts;
  for (const Json& one : list) {
    if (!one.is_string()) throw unreadable(fmt::format("\"{}\" holds more than texts", key));
    texts.push_back(one.get<std::string>());
  }
  return texts;
}

}  // namespace

RequestMembers read_request(std::string_view json) {
  const Json object = json_depth(json) > k_deepest_request ? Json(Json::value_t::discarded)
                                                           : Json::parse(json, nullptr, false);
  if (object.is_discarded()) throw unreadable("the body is not the JSON that is expected here");
  if (!object.is_object()) throw unreadable("the body is not a JSON object");
  RequestMembers members;
  for (const auto& [key, value] : object.items()) {
    if (value.is_string())
      members.texts[key] = value.get<std::string>();
    else if (value.is_boolean())
      members.flags[key] = value.get<bool>();
    else if (value.is_array())
      members.lists[key] = read_list(key, value);
    else
      throw unreadable(fmt::format("\"{}\" is neither a text, nor true or false, nor a list", key));
  }
  return members;
}

}  // namespace selfopt::exchange
