#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "etl/type_lattice.hpp"

/// PostgreSQL's binary COPY format (documentation, "COPY", "Binary Format").
namespace selfopt::etl {

/// What stands in front of all rows, and behind them.
extern const std::string_view k_binary_header;
extern const std::string_view k_binary_trailer;

/// Bytes that one value of \p size bytes of text takes at most, with its length word.
constexpr std::size_t encoded_bound(std::size_t size) {
  return size + 32;
}

/// Writes one value with its length word.
///
/// Accepts a value exactly if evidence that led to \p type could have seen it; nothing is rounded.
/// \param out room for encoded_bound(value.size()); moved behind what was written
/// \returns false, and writes nothing, if the value does not fit the type
bool encode_value(const ColumnType& type, std::string_view value, char*& out);

void encode_null(char*& out);
/// \param fields number of values in the row that follows
void encode_row_start(std::size_t fields, char*& out);

}  // namespace selfopt::etl
