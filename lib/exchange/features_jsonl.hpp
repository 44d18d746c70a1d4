#pragma once

#include <string>
#include <string_view>

#include <selfopt/nouns/features.hpp>
#include <selfopt/nouns/workload.hpp>

namespace selfopt::exchange {

/// A Features line (man selfopt-formats): what was read from a statement, and the Workload line
/// that it came from.
struct FeaturesLine {
  Features features;
  WorkloadQuery query;
};

/// \returns whether \p line is a Features line rather than a Workload line: it has a
///          "normalized_query". False for what is not a JSON object.
bool is_features_line(std::string_view line);

/// Reads a line that FeaturesLines::json wrote, or a part of its members; those that are missing
/// count nothing. Without "sql", the normalised text stands for it. What a line does not hold is
/// not set: relations, blocks and constants of columns. \throws Error{input} if it is not a JSON
/// object, has neither "sql" nor "normalized_query", or a
///         member has the wrong type; the message begins with \p where, for example "f.jsonl:12"
FeaturesLine read_features_line(std::string_view line, const std::string& where);

}  // namespace selfopt::exchange
