#include "check/ignored_rules.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>

#include "sql/lexer.hpp"

namespace selfopt::checking {
namespace {

bool is_part_of_code(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-';
}

// The codes behind "ignore" up to the end of the line; anything else is passed over.
void read_line(std::string_view line, std::vector<std::string>& codes) {
  constexpr std::string_view k_mark = "selfopt:";
  constexpr std::string_view k_word = "ignore ";
  const std::size_t mark = line.find(k_mark);
  if (mark == std::string_view::npos) return;
  const std::size_t word = line.find(k_word, mark);
  if (word == std::string_view::npos) return;
  std::string code;
  for (const char c : line.substr(word + k_word.size())) {
    if (is_part_of_code(c)) {
      code += c;
      continue;
    }
    if (!code.empty()) codes.push_back(std::move(code));
    code.clear();
  }
  if (!code.empty()) codes.push_back(std::move(code));
}

}  // namespace

std::vector<std::string> ignored_rules(std::string_view text) {
  std::vector<std::string> codes;
  sql::Lexer lexer(text);
  for (sql::Token token = lexer.next(); token.kind != sql::TokenKind::end; token = lexer.next()) {
    if (token.kind == sql::TokenKind::invalid) break;
    if (token.kind != sql::TokenKind::space) continue;
    std::string_view space = lexer.text_of(token);
    while (!space.empty()) {
      const std::size_t end = std::min(space.find('\n'), space.size());
      read_line(space.substr(0, end), codes);
      space.remove_prefix(std::min(end + 1, space.size()));
    }
  }
  return codes;
}

}  // namespace selfopt::checking
