#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "etl/byte_source.hpp"

/// Files that are not UTF-8.
namespace selfopt::etl {

/// Guesses the encoding from the first bytes of a file, decompressed.
///
/// A byte order mark decides; without one, text of which every second byte is NUL is UTF-16. Text
/// that is not UTF-8, and has no character of UTF-8 beyond ASCII either, is windows-1252, which
/// has Latin-1's letters.
/// \returns "" for UTF-8, else a name that iconv knows
std::string guess_encoding(std::string_view front);

/// \returns the name that iconv knows, "" for UTF-8. \throws Error{usage} if it knows none
std::string known_encoding(const std::string& name);

/// Converts \p inner to UTF-8. What cannot be converted becomes the byte 0xFF, which is never
/// UTF-8, so that its row is rejected. \throws Error{usage} if iconv does not know the encoding
std::unique_ptr<ByteSource> open_converted(std::unique_ptr<ByteSource> inner,
                                           const std::string& encoding);

}  // namespace selfopt::etl
