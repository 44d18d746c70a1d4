#pragma once

#include <string>

namespace selfopt::pg {

/// \returns the connection string with one more or another setting, as a keyword string.
std::string with_setting(const std::string& conninfo, const std::string& keyword,
                         const std::string& value);

}  // namespace selfopt::pg
