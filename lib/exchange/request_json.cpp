#include "exchange/request_json.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <selfopt/error.hpp>

#include "exchange/json_text.hpp"

namespace selfopt::exchange {
namespace {

using Json = nlohmann::json;

// An object with a list in it has a depth of two.
constexpr int k_deepest_request = 2;

Error unreadable(const std::string& what) {
  return Error(ErrorKind::input, what, {}, "/openapi.json says what each request takes.");
}

const RequestMember& member_of(const std::string& key, const std::vector<RequestMember>& known) {
  const auto found = std::ranges::find(known, std::string_view(key), &RequestMember::name);
  if (found != known.end()) return *found;
  std::vector<std::string_view> names;
  for (const RequestMember& member : known)
    names.emplace_back(member.name);
  throw Error(ErrorKind::input, fmt::format("there is no member \"{}\" here", key), {},
              fmt::format("This request takes: {}.", fmt::join(names, ", ")));
}

void read_member(const RequestMember& member, const Json& value, RequestMembers& members) {
  using enum RequestMember::Kind;
  const auto is_text = [](const Json& one) { return one.is_string(); };
  if (member.kind == text && value.is_string())
    members.texts[member.name] = value.get<std::string>();
  else if (member.kind == flag && value.is_boolean())
    members.flags[member.name] = value.get<bool>();
  else if (member.kind == texts && value.is_array() && std::ranges::all_of(value, is_text))
    members.lists[member.name] = value.get<std::vector<std::string>>();
  else
    throw unreadable(fmt::format("\"{}\" is not {}", member.name,
                                 member.kind == text   ? "a text"
                                 : member.kind == flag ? "true or false"
                                                       : "a list of texts"));
}

}  // namespace

bool RequestMembers::is_set(const std::string& flag) const {
  const auto found = flags.find(flag);
  return found != flags.end() && found->second;
}

RequestMembers read_request(std::string_view json, const std::vector<RequestMember>& known) {
  const Json object = json_depth(json) > k_deepest_request ? Json(Json::value_t::discarded)
                                                           : Json::parse(json, nullptr, false);
  if (object.is_discarded()) throw unreadable("the body is not the JSON that is expected here");
  if (!object.is_object()) throw unreadable("the body is not a JSON object");
  RequestMembers members;
  for (const auto& [key, value] : object.items())
    read_member(member_of(key, known), value, members);
  return members;
}

}  // namespace selfopt::exchange
