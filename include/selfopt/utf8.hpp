#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// UTF-8 as PostgreSQL and JSON define it: no overlong forms, no surrogates, at most U+10FFFF.
namespace selfopt {

/// \returns the length in bytes of the character that \p text begins with, 0 if it begins with none
std::size_t utf8_length(std::string_view text);

/// \returns the offset of the first byte that is not part of a character, or npos
std::size_t find_invalid_utf8(std::string_view text);

/// \returns how many characters \p text has; a byte that is none counts as one
std::int64_t count_characters(std::string_view text);

}  // namespace selfopt
