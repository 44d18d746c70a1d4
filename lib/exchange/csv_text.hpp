#pragma once

#include <string>
#include <string_view>

namespace selfopt::exchange {

/// Appends \p text as one field of a CSV line, quoted if it has to be (RFC 4180).
void append_csv_field(std::string& line, std::string_view text);

}  // namespace selfopt::exchange
