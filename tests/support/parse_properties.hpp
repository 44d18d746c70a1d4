#pragma once

#include <string>
#include <string_view>

namespace selfopt::test {

/// Checks what must hold for any text that stands where a statement should:
/// - it has an error exactly if libpg_query has one, else libpg_query's own fingerprint;
/// - its counts do not depend on what is known of tables that it does not name;
/// - a query's normalised text, if that parses, has the same fingerprint;
/// - its Features line is UTF-8 without line ends and reads back as it was written.
/// \returns what does not hold, or ""
std::string broken_parse_property(std::string_view statement);

}  // namespace selfopt::test
