#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace selfopt::exchange {

/// Values for one run of a statement: by place ($1, $2, ...) or by name (:name), not both.
struct ParamSet {
  std::string name;  ///< of the set; empty if the statement has only one
  std::vector<std::optional<std::string>> by_place;
  std::map<std::string, std::optional<std::string>> by_name;
};

/// Reads `{"STATEMENT": VALUES or {"SET": VALUES, ...}, ...}`, where VALUES is a list, or an object
/// of plain values by name. Numbers and truth values become the text that they are written with.
/// \param text YAML if \p where ends in .yaml or .yml, else JSON
/// \param where the file's name, for messages
/// \throws Error{input} if it is not that
std::map<std::string, std::vector<ParamSet>> read_params(std::string_view text,
                                                         const std::string& where);

}  // namespace selfopt::exchange
