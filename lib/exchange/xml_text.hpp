#pragma once

// For this room only: text in XML documents.

#include <string>
#include <string_view>

namespace selfopt::exchange {

/// \returns \p text for an XML element or a quoted attribute. Bytes that are no UTF-8 and
/// characters
///          that XML 1.0 does not allow become U+FFFD.
std::string xml_text(std::string_view text);

}  // namespace selfopt::exchange
