#pragma once

#include <string>
#include <vector>

#include <selfopt/check.hpp>

namespace selfopt::checking {

/// Gives statements the values of a file (exchange/params_file.hpp). A statement with several sets
/// becomes as many, called "NAME/SET".
/// \throws Error{input} if the file cannot be read, names a statement that there is not, or lacks a
///         value that a statement needs
std::vector<CheckedStatement> with_params(std::vector<CheckedStatement> statements,
                                          const std::string& path);

}  // namespace selfopt::checking
