#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace selfopt::exchange {

/// Reads one YAML document as the JSON value of the same shape. Scalars become texts, as they are
/// written; null, ~ and nothing become null. Aliases are followed.
/// \param where for messages
/// \throws Error{input} with line and column if it is no YAML, has a key twice, or is nested deeper
///         or, with its aliases, larger than any file of values is
nlohmann::ordered_json read_yaml(std::string_view text, const std::string& where);

}  // namespace selfopt::exchange
