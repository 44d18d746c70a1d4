#include "sql/named_parameters.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sql/lexer.hpp"

namespace selfopt::sql {
namespace {

// \returns the number of \p name, from 1
std::size_t number_of(std::string_view name, std::vector<std::string>& names) {
  const auto found = std::ranges::find(names, name);
  const auto place = static_cast<std::size_t>(found - names.begin());
  if (found == names.end()) names.emplace_back(name);
  return place + 1;
}

}  // namespace

NumberedParameters number_parameters(std::string_view statement) {
  NumberedParameters out;
  Lexer lexer(statement);
  bool after_colon = false;
  for (Token token = lexer.next(); token.kind != TokenKind::end;) {
    const std::string_view text = lexer.text_of(token);
    const Token next = token.kind == TokenKind::invalid ? Token{} : lexer.next();
    const bool colon = token.kind == TokenKind::mark && text == ":";
    if (colon && !after_colon && next.kind == TokenKind::word) {
      out.text += fmt::format("${}", number_of(lexer.text_of(next), out.names));
      token = lexer.next();
      continue;
    }
    out.text += text;
    after_colon = colon;
    token = next;
  }
  return out;
}

}  // namespace selfopt::sql
