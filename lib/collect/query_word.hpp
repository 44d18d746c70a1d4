#pragma once

#include <string_view>

namespace selfopt {

/// In front of every statement of selfopt itself.
constexpr std::string_view k_own_mark = "/* selfopt */";

/// \returns whether \p text begins with a word that SELECT, INSERT, UPDATE, DELETE or MERGE can
/// begin
///          with.
bool begins_like_query(std::string_view text);

}  // namespace selfopt
