#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace selfopt::exchange {

/// The members of a JSON object that a client sent, by kind. Others than these are refused.
struct RequestMembers {
  std::map<std::string, std::string> texts;
  std::map<std::string, bool> flags;
  std::map<std::string, std::vector<std::string>> lists;  ///< of texts
};

/// \throws Error{input} if \p json is no object of such members
RequestMembers read_request(std::string_view json);

}  // namespace selfopt::exchange
