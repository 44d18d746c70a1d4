#include "sql/lexer.hpp"

#include <algorithm>

namespace selfopt::sql {
namespace {

constexpr std::size_t npos = std::string_view::npos;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool begins_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool continues_word(char c) {
  return begins_word(c) || is_digit(c) || c == '$';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

bool equals_keyword(std::string_view word, std::string_view lower_case) {
  return word.size() == lower_case.size() &&
         std::equal(word.begin(), word.end(), lower_case.begin(),
                    [](char a, char b) { return lower(a) == b; });
}

Token Lexer::token(TokenKind kind, std::size_t end) {
  const Token result{end == npos ? TokenKind::invalid : kind, m_position,
                     std::min(end, m_text.size())};
  m_position = result.end;
  return result;
}

bool Lexer::comment_begins(std::size_t position) const {
  const char c = at(position);
  return (c == '-' && at(position + 1) == '-') || (c == '/' && at(position + 1) == '*');
}

std::size_t Lexer::skip_comment(std::size_t position) const {
  if (m_text[position] == '-') {
    const std::size_t end = m_text.find_first_of("\n\r", position);
    return std::min(end, m_text.size());
  }
  for (std::size_t depth = 0; position < m_text.size();) {
    if (m_text[position] == '/' && at(position + 1) == '*') {
      ++depth;
      position += 2;
    } else if (m_text[position] == '*' && at(position + 1) == '/') {
      position += 2;
      if (--depth == 0) return position;
    } else {
      ++position;
    }
  }
  return npos;
}

std::size_t Lexer::skip_space(std::size_t position) const {
  for (;;) {
    while (position < m_text.size() && is_space(m_text[position]))
      ++position;
    if (!comment_begins(position)) return position;
    const std::size_t end = skip_comment(position);
    if (end == npos) return position;
    position = end;
  }
}

std::size_t Lexer::skip_word(std::size_t position) const {
  while (position < m_text.size() && continues_word(m_text[position]))
    ++position;
  return position;
}

// Generous with malformed numbers: they do not parse anyway.
std::size_t Lexer::skip_number(std::size_t position) const {
  const bool other_base = m_text[position] == '0' && begins_word(at(position + 1));
  for (; position < m_text.size(); ++position) {
    const char c = m_text[position];
    const bool exponent_sign = !other_base && (c == '+' || c == '-') &&
                               lower(m_text[position - 1]) == 'e' && is_digit(at(position + 1));
    const bool range = c == '.' && at(position + 1) == '.';  // PL/pgSQL's 1..10
    if (range || !(is_digit(c) || begins_word(c) || c == '.' || exponent_sign)) break;
  }
  return position;
}

std::size_t Lexer::skip_quoted(std::size_t position, char quote, bool backslashes) const {
  for (++position; position < m_text.size(); ++position) {
    const char c = m_text[position];
    if (backslashes && c == '\\') {
      ++position;
    } else if (c == quote) {
      if (at(position + 1) != quote) return position + 1;
      ++position;
    }
  }
  return npos;
}

// Two strings with a line end between them are one, whatever else is white space there.
std::size_t Lexer::skip_string(std::size_t quote_position, bool backslashes) const {
  std::size_t end = skip_quoted(quote_position, '\'', backslashes);
  while (end != npos) {
    std::size_t next = end;
    bool new_line = false;
    while (next < m_text.size()) {
      if (is_space(m_text[next])) {
        new_line = new_line || m_text[next] == '\n' || m_text[next] == '\r';
        ++next;
      } else if (new_line && m_text[next] == '-' && at(next + 1) == '-') {
        next = skip_comment(next);
      } else {
        break;
      }
    }
    if (!new_line || at(next) != '\'') break;
    end = skip_quoted(next, '\'', backslashes);
  }
  return end;
}

std::size_t Lexer::skip_dollar_string(std::size_t position) const {
  std::size_t tag_end = position + 1;
  if (begins_word(at(tag_end)))
    while (tag_end < m_text.size() && continues_word(m_text[tag_end]) && m_text[tag_end] != '$')
      ++tag_end;
  if (at(tag_end) != '$') return position + 1;  // a lone dollar sign
  const std::string_view tag = m_text.substr(position, tag_end + 1 - position);
  const std::size_t close = m_text.find(tag, tag_end + 1);
  return close == npos ? npos : close + tag.size();
}

// \returns how many characters stand before the quote of a prefixed string, 0 if there is none
std::size_t Lexer::string_prefix(std::size_t position) const {
  const char c = lower(m_text[position]);
  const char next = at(position + 1);
  if ((c == 'e' || c == 'b' || c == 'x' || c == 'n') && next == '\'') return 1;
  const char after = at(position + 2);
  return c == 'u' && next == '&' && (after == '\'' || after == '"') ? 2 : 0;
}

Token Lexer::next() {
  if (m_position >= m_text.size()) return token(TokenKind::end, m_text.size());
  const char c = m_text[m_position];
  if (is_space(c) || comment_begins(m_position)) {
    const std::size_t end = skip_space(m_position);
    return token(TokenKind::space, end == m_position ? npos : end);
  }
  if (begins_word(c)) {
    const std::size_t prefix = string_prefix(m_position);
    if (prefix == 0) return token(TokenKind::word, skip_word(m_position));
    const std::size_t quote = m_position + prefix;
    return m_text[quote] == '"' ? token(TokenKind::quoted, skip_quoted(quote, '"', false))
                                : token(TokenKind::string, skip_string(quote, lower(c) == 'e'));
  }
  if (c == '\'') return token(TokenKind::string, skip_string(m_position, false));
  if (c == '"') return token(TokenKind::quoted, skip_quoted(m_position, '"', false));
  if (is_digit(c) || (c == '.' && is_digit(at(m_position + 1))))
    return token(TokenKind::number, skip_number(m_position));
  if (c == '$') {
    if (is_digit(at(m_position + 1))) {
      std::size_t end = m_position + 1;
      while (is_digit(at(end)))
        ++end;
      return token(TokenKind::param, end);
    }
    const std::size_t end = skip_dollar_string(m_position);
    return token(end == m_position + 1 ? TokenKind::mark : TokenKind::string, end);
  }
  return token(TokenKind::mark, m_position + 1);
}

}  // namespace selfopt::sql
