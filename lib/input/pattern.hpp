#pragma once

#include <string>
#include <vector>

namespace selfopt::input {

/// \returns the files that \p pattern with * ? [ stands for, in the order of their names
/// \throws Error{input} if there is none
std::vector<std::string> matches_of(const std::string& pattern);

}  // namespace selfopt::input
