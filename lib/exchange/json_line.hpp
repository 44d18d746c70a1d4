#pragma once

// For this room only: what the readers of Workload and of Features lines share.

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include <selfopt/error.hpp>
#include <selfopt/nouns/workload.hpp>

namespace selfopt::exchange {

/// \returns Error{input} "WHERE: WHAT" with a hint at the manual.
Error line_error(const std::string& where, const std::string& what);

/// \returns the object that \p line holds.
/// \throws Error{input} if it holds none, or one that nests too deeply to be worked with
nlohmann::ordered_json parse_line(std::string_view line, const std::string& where);

/// Reads the members of a Workload line; the others are kept in other_keys.
/// \throws Error{input} if one has the wrong type, or there is no "sql"
WorkloadQuery read_workload_object(const nlohmann::ordered_json& object, const std::string& where);

}  // namespace selfopt::exchange
