#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace selfopt::etl {

/// \returns where the first byte stands that is not part of well-formed UTF-8 (no overlong forms,
///          no surrogates, nothing above U+10FFFF), or npos.
std::size_t find_invalid_utf8(std::string_view text);

/// \returns whether a well-formed character of more than one byte is in the text.
bool has_utf8_beyond_ascii(std::string_view text);

/// \returns the text as a PostgreSQL text value can hold it: NUL and bytes that are not UTF-8
///          become "\xHH". Cut to \p max_bytes, with "..." behind.
std::string printable(std::string_view text, std::size_t max_bytes);

}  // namespace selfopt::etl
