#pragma once

#include <string_view>

namespace selfopt {

/// \returns whether the first word of \p text is one that SELECT, INSERT, UPDATE, DELETE or MERGE
///          can begin with.
bool begins_like_query(std::string_view text);

}  // namespace selfopt
