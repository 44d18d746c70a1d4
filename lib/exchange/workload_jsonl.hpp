#pragma once

#include <string>
#include <string_view>

#include <selfopt/nouns/workload.hpp>

/// Workload lines: one JSON object a line (man selfopt-formats).
namespace selfopt::exchange {

/// \returns the line's query. Members that are not known are kept in other_keys.
/// \throws Error{input} if \p line is not a JSON object or has no "sql"; the message begins with
///         \p where, for example "before.jsonl:12"
WorkloadQuery read_workload_line(std::string_view line, const std::string& where);

/// \returns one JSON object and a line end; what is not known is left out.
std::string write_workload_line(const WorkloadQuery& query);

}  // namespace selfopt::exchange
