#include "sql/normalize.hpp"

#include <algorithm>

#include "sql/lexer.hpp"

namespace selfopt::sql {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool continues_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

// The grammar makes constants of a few words, too; EXTRACT's fields are written as words and stay.
bool is_constant(TokenKind kind, std::string_view text) {
  return kind == TokenKind::string || kind == TokenKind::number ||
         (kind == TokenKind::word &&
          (equals_keyword(text, "null") || equals_keyword(text, "true") ||
           equals_keyword(text, "false")));
}

// Writes the tokens one after the other and replaces those at the locations.
class Writer {
 public:
  Writer(std::string_view statement, Constants constants)
      : m_lexer(statement), m_constants(std::move(constants)), m_next(m_constants.highest_param) {
    std::ranges::sort(m_constants.locations);
    m_text.reserve(statement.size());
  }

  std::string run() {
    for (Token token = m_lexer.next(); token.kind != TokenKind::end; token = m_lexer.next())
      write(token);
    return std::move(m_text);
  }

 private:
  void write(Token token) {
    if (token.kind == TokenKind::space) {
      m_space_due = true;
      return;
    }
    if (m_space_due && !m_text.empty()) m_text += ' ';
    m_space_due = false;
    const bool constant_here = at_location(token);
    if (constant_here && m_lexer.text_of(token) == "-") token = signed_number(token);
    const std::string_view text = m_lexer.text_of(token);
    if ((constant_here && is_constant(token.kind, text)) ||
        (m_constants.all_strings && token.kind == TokenKind::string))
      write_parameter();
    else
      write_as_is(token.kind, text);
  }

  // date'2024-02-29' needs no space, date$1 would be another word; so it is with 'x'and.
  void write_parameter() {
    if (!m_text.empty() && continues_word(m_text.back())) m_text += ' ';
    m_text += '$' + std::to_string(++m_next);
    const Token next = Lexer(m_lexer).next();
    m_space_due = next.kind == TokenKind::word || next.kind == TokenKind::number ||
                  next.kind == TokenKind::param || next.kind == TokenKind::string;
  }

  bool at_location(const Token& token) {
    const auto& locations = m_constants.locations;
    while (m_location < locations.size() &&
           static_cast<std::size_t>(std::max(locations[m_location], 0)) < token.begin)
      ++m_location;
    return m_location < locations.size() && locations[m_location] >= 0 &&
           static_cast<std::size_t>(locations[m_location]) == token.begin;
  }

  // A constant that begins with a minus sign: the sign and the number are one.
  Token signed_number(const Token& sign) {
    Lexer ahead = m_lexer;
    Token token = ahead.next();
    if (token.kind == TokenKind::space) token = ahead.next();
    if (token.kind != TokenKind::number) return sign;
    m_lexer = ahead;
    return token;
  }

  void write_as_is(TokenKind kind, std::string_view text) {
    if (kind == TokenKind::word)
      std::ranges::transform(text, std::back_inserter(m_text), lower);
    else if (kind == TokenKind::string || kind == TokenKind::quoted || kind == TokenKind::invalid)
      std::ranges::replace_copy_if(
          text, std::back_inserter(m_text), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    else
      m_text += text;
  }

  Lexer m_lexer;
  Constants m_constants;
  std::string m_text;
  std::size_t m_location = 0;
  int m_next;
  bool m_space_due = false;
};

}  // namespace

std::string write_normalized(std::string_view statement, Constants constants) {
  return Writer(statement, std::move(constants)).run();
}

}  // namespace selfopt::sql
