#include "collect/query_word.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace selfopt {

bool begins_like_query(std::string_view text) {
  constexpr std::array<std::string_view, 6> words{"select", "with",   "insert",
                                                  "update", "delete", "merge"};
  std::string word(text.substr(0, text.find_first_of(" \t\r\n(")));
  std::ranges::transform(word, word.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::ranges::find(words, word) != words.end();
}

}  // namespace selfopt
