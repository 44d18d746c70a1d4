#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <selfopt/nouns/model.hpp>

/// Trees in binary: the nodes in preorder, each a byte (which feature is asked for, 255 for a leaf)
/// and a float of four bytes, lowest first (what it is compared with, or the answer).
namespace selfopt::exchange {

/// Trees ask for one of at most so many features.
constexpr std::size_t k_most_features = 255;

void append_tree(std::string& out, const Tree& tree);

/// Takes the next tree off the front of \p bytes.
/// \returns nullopt if there is none that can be walked: it ends in the middle, asks for a feature
///          that does not exist, or compares with what is no number
std::optional<Tree> take_tree(std::string_view& bytes, std::size_t features);

}  // namespace selfopt::exchange
