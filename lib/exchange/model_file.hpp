#pragma once

#include <string>
#include <string_view>

#include <selfopt/nouns/model.hpp>

namespace selfopt::exchange {

/// \returns a line of JSON with everything but the trees, the trees (tree_bytes.hpp), and a line
///          with the checksum of both
std::string write_model(const Model& model);

/// Reads what write_model wrote. What comes back can be walked and calculated with: numbers are
/// finite, trees lead to leaves, features exist. Whether they are the right features is not known
/// here.
/// \throws Error{input} if it is not that, of another version, or damaged; the message begins with
///         \p where
Model read_model(std::string_view content, const std::string& where);

/// \returns a hint that names the command to train such a model anew
std::string how_to_train(ModelTarget target);

}  // namespace selfopt::exchange
