#include "sql/replace_parameters.hpp"

#include <charconv>

#include "sql/lexer.hpp"

namespace selfopt::sql {
namespace {

int number_of(std::string_view token) {
  int number = 0;
  std::from_chars(token.data() + 1, token.data() + token.size(), number);
  return number;
}

}  // namespace

ReplacedParameters replace_parameters(std::string_view statement,
                                      const std::function<std::string(int number)>& value,
                                      const std::function<std::string(int number)>& several) {
  ReplacedParameters replaced;
  Lexer lexer(statement);
  Token token = lexer.next();
  while (token.kind != TokenKind::end) {
    const Token next = lexer.next();
    const std::string_view current = statement.substr(token.begin, token.end - token.begin);
    const std::string_view following = statement.substr(next.begin, next.end - next.begin);
    if (token.kind != TokenKind::param) {
      replaced.text += current;
    } else {
      const bool list =
          next.kind == TokenKind::space && following.find("/*, ... */") != std::string_view::npos;
      const int number = number_of(current);
      // Blanks, so that the value cannot grow together with what stands beside it.
      replaced.text += ' ';
      const std::size_t begin = replaced.text.size();
      replaced.text += list ? several(number) : value(number);
      replaced.places.push_back({number, begin, replaced.text.size()});
      replaced.text += ' ';
    }
    token = next;
  }
  return replaced;
}

}  // namespace selfopt::sql
