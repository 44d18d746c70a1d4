#pragma once

#include <selfopt/nouns/features.hpp>

#include "shapes/tokens.hpp"

namespace selfopt::compression {

/// What a statement asks of indexes: which columns it searches, joins, groups, sorts and reads, as
/// in "sales.ordered_at range". Searching and joining count most, reading least.
shapes::Tokens advice_tokens(const Features& features);

}  // namespace selfopt::compression
