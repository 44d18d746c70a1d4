#pragma once

#include <string>
#include <vector>

#include "etl/byte_source.hpp"

namespace selfopt::etl {

/// \returns the files that \p inputs stand for: files; folders (the .csv and .tsv files in them,
///          also with .gz or .zst, in the order of their names); patterns with * ? [; "-" for
///          standard input, which is copied to a temporary file. No file twice.
/// \throws Error{input} if one does not exist, or a folder or pattern gives nothing
std::vector<InputFile> list_inputs(const std::vector<std::string>& inputs);

}  // namespace selfopt::etl
