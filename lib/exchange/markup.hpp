#pragma once

#include <string>
#include <string_view>

namespace selfopt::exchange {

/// \returns \p text as HTML and SVG can hold it, in elements and in quoted attributes.
std::string escape_markup(std::string_view text);

}  // namespace selfopt::exchange
