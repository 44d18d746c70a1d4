#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace selfopt::checking {

/// \returns the rules that comments `-- selfopt: ignore RULE, RULE` in \p text name
std::vector<std::string> ignored_rules(std::string_view text);

}  // namespace selfopt::checking
