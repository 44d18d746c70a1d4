#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace selfopt::sql {

/// What a token of SQL text is, as far as splitting and normalising have to know.
enum class TokenKind {
  end,      ///< nothing is left
  space,    ///< white space and comments, as long as they follow each other
  word,     ///< identifier or keyword, not quoted
  quoted,   ///< "identifier", U&"identifier"
  string,   ///< '...', E'...', B'...', X'...', N'...', U&'...', $tag$...$tag$; with its
            ///< continuations
  number,   ///< 1, 1.5e-3, 0x1F
  param,    ///< $1
  mark,     ///< one character of an operator or of punctuation
  invalid,  ///< a quote or comment that does not end
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t begin = 0;  ///< byte offset in the text
  std::size_t end = 0;    ///< byte offset after it
};

/// Cuts SQL text into tokens by the rules of PostgreSQL's scanner (scan.l) with
/// standard_conforming_strings on. Every byte belongs to exactly one token; nothing is copied.
class Lexer {
 public:
  explicit Lexer(std::string_view text, std::size_t position = 0)
      : m_text(text), m_position(position) {}

  Token next();
  std::string_view text_of(const Token& token) const {
    return m_text.substr(token.begin, token.end - token.begin);
  }
  std::size_t position() const { return m_position; }

 private:
  char at(std::size_t position) const { return position < m_text.size() ? m_text[position] : '\0'; }
  bool comment_begins(std::size_t position) const;
  /// \returns the offset after the comment at \p position, or npos if it does not end
  std::size_t skip_comment(std::size_t position) const;
  /// \returns the offset of what is no space; of the last comment if that does not end
  std::size_t skip_space(std::size_t position) const;
  std::size_t skip_word(std::size_t position) const;
  std::size_t skip_number(std::size_t position) const;
  std::size_t skip_quoted(std::size_t position, char quote, bool backslashes) const;
  std::size_t skip_string(std::size_t quote_position, bool backslashes) const;
  std::size_t skip_dollar_string(std::size_t position) const;
  std::size_t string_prefix(std::size_t position) const;
  Token token(TokenKind kind, std::size_t end);

  std::string_view m_text;
  std::size_t m_position;
};

/// \returns whether \p word equals \p lower_case, whatever the case of its ASCII letters.
bool equals_keyword(std::string_view word, std::string_view lower_case);

}  // namespace selfopt::sql
