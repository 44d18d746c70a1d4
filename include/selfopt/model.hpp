#pragma once

#include <string>
#include <string_view>

#include <selfopt/nouns/model.hpp>

/// Models as files (man selfopt-formats): a line of JSON that says what the model is, the trees in
/// binary, and a checksum.
namespace selfopt {

/// \returns the whole file
std::string to_file(const Model& model);

/// Reads a model, also one from somebody who is not trusted: whatever \p content holds, the model
/// can be asked without harm, or there is an error.
/// \param where named in messages, for example the file
/// \throws Error{input} if it is no model, is damaged, or is of a version of selfopt whose features
///         differ; the hint then names the command that trains it anew
Model model_from_file(std::string_view content, const std::string& where);

/// Reads a model from a file of at most 256 MiB.
/// \throws Error{input} if it cannot be read, or as model_from_file
Model load_model(const std::string& path);

}  // namespace selfopt
