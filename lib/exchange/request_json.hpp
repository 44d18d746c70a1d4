#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace selfopt::exchange {

/// A member that a request may have, and what it must be.
struct RequestMember {
  enum class Kind { text, flag, texts };
  const char* name;
  Kind kind;
};

/// The members of a JSON object that a client sent, by kind.
struct RequestMembers {
  std::map<std::string, std::string> texts;
  std::map<std::string, bool> flags;
  std::map<std::string, std::vector<std::string>> lists;  ///< of texts

  /// \returns whether a flag was sent and is true
  bool is_set(const std::string& flag) const;
};

/// Nothing is overlooked: a misspelt "dry_run" must not become a change.
/// \throws Error{input} if \p json is no object, or has a member that is not \p known or of another
///         kind
RequestMembers read_request(std::string_view json, const std::vector<RequestMember>& known);

}  // namespace selfopt::exchange
