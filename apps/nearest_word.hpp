#pragma once

#include <string>
#include <vector>

namespace selfopt::app {

/// \returns the one of \p known that is written most like \p word, the first of several; "" if all
///          differ by more than two letters (Levenshtein's distance)
std::string nearest_word(const std::string& word, const std::vector<std::string>& known);

}  // namespace selfopt::app
