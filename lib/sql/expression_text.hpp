#pragma once

#include <optional>
#include <span>
#include <string>

#include "sql/scope.hpp"

struct Node;

namespace selfopt::sql {

/// Writes an expression of the parse tree as SQL, in the form that CREATE INDEX takes: its columns
/// without their tables.
/// \param places what its columns are, in the order in which they stand in it
/// \returns nullopt for what cannot be in an index, or is too rare to be written
std::optional<std::string> expression_text(const Node* expression, std::span<const Place> places);

}  // namespace selfopt::sql
