#pragma once

#include <cstdint>
#include <string_view>

namespace selfopt::sql {

/// \returns a number that is the same for texts that differ only in constants, white space,
///          comments and the case of words. It costs a small part of a fingerprint, so that of many
///          occurrences of a statement only one has to be parsed. Statements of one fingerprint may
///          have several keys (IN lists of different lengths).
std::uint64_t shape_key(std::string_view statement);

}  // namespace selfopt::sql
