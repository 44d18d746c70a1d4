#include "sql/splitter.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace selfopt::sql {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// What the words and brackets read so far say about the next semicolon; psql's rules (psqlscan.l),
// but brackets hide a semicolon only in CREATE RULE, the one statement that may hold it there. So
// one bracket that is not closed cannot swallow the statements after it.
class Progress {
 public:
  void word(std::string_view text) {
    if (m_words < m_first.size()) m_first[m_words] = text;
    ++m_words;
    m_from_stdin = m_from_stdin || (m_after_from && equals_keyword(text, "stdin"));
    m_after_from = equals_keyword(text, "from");
    if (m_depth != 0 || !creates("function", "procedure")) return;
    if (equals_keyword(text, "begin") || (m_blocks > 0 && equals_keyword(text, "case")))
      ++m_blocks;
    else if (m_blocks > 0 && equals_keyword(text, "end"))
      --m_blocks;
  }
  void mark(char c) {
    if (c == '(') ++m_depth;
    if (c == ')' && m_depth > 0) --m_depth;
  }
  bool semicolon_ends() const {
    return m_blocks == 0 && (m_depth == 0 || !creates("rule", "rule"));
  }
  bool copies_from_stdin() const { return m_from_stdin && equals_keyword(m_first[0], "copy"); }

 private:
  bool creates(std::string_view one, std::string_view other) const {
    if (!equals_keyword(m_first[0], "create")) return false;
    const std::string_view what =
        equals_keyword(m_first[1], "or") && equals_keyword(m_first[2], "replace") ? m_first[3]
                                                                                  : m_first[1];
    return equals_keyword(what, one) || equals_keyword(what, other);
  }
  std::array<std::string_view, 4> m_first;
  std::size_t m_words = 0;
  int m_depth = 0;
  int m_blocks = 0;
  bool m_after_from = false;
  bool m_from_stdin = false;
};

// psql's backslash commands that send what has been typed so far.
bool sends(std::string_view command) {
  constexpr std::array<std::string_view, 9> names{
      "g", "gx", "gset", "gexec", "gdesc", "crosstabview", "watch", "bind", "parse"};
  const std::size_t end = command.find_first_of(" \t\r\n;(");
  return command.starts_with(';') ||
         std::ranges::find(names, command.substr(0, end)) != names.end();
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

// "selfopt: calls=12" and "name: NAME"; anything else is a comment like any other.
void read_annotation(std::string_view comment, Statement& statement) {
  if (comment.starts_with("name:")) {
    statement.name = trimmed(comment.substr(5));
  } else if (comment.starts_with("selfopt:")) {
    const std::size_t at = comment.find("calls=");
    if (at == npos) return;
    std::int64_t calls = 0;
    const char* begin = comment.data() + at + 6;
    const auto [end, failure] = std::from_chars(begin, comment.data() + comment.size(), calls);
    if (failure == std::errc{} && end != begin && calls >= 0) statement.calls = calls;
  }
}

// Comments on lines of their own; one behind the statement before belongs to that.
void read_annotations(std::string_view comments, bool first_line_counts, Statement& statement) {
  for (bool counts = first_line_counts; !comments.empty(); counts = true) {
    const std::size_t end = std::min(comments.find('\n'), comments.size());
    const std::string_view line = trimmed(comments.substr(0, end));
    if (counts && line.starts_with("--")) read_annotation(trimmed(line.substr(2)), statement);
    comments.remove_prefix(std::min(end + 1, comments.size()));
  }
}

}  // namespace

std::size_t Splitter::end_of_line(std::size_t position) const {
  const std::size_t end = m_text.find('\n', position);
  return end == npos ? m_text.size() : end + 1;
}

// The rows of a COPY ... FROM STDIN follow it up to a line "\.". Without that line there are none.
std::size_t Splitter::after_copy_data(std::size_t position) const {
  std::size_t line = end_of_line(position);
  while (line < m_text.size()) {
    const std::size_t next = end_of_line(line);
    if (trimmed(m_text.substr(line, next - line)).starts_with("\\.")) return next;
    line = next;
  }
  return position;
}

bool Splitter::find_end(Bounds& bounds) const {
  Lexer lexer(m_text, m_consumed);
  Progress progress;
  bool begun = false;
  for (;;) {
    const Token token = lexer.next();
    if (token.kind == TokenKind::end || token.kind == TokenKind::invalid) {
      if (!m_complete || (!begun && token.kind == TokenKind::end)) return false;
      if (!begun) bounds.begin = token.begin;
      bounds.end = bounds.rest = m_text.size();
      return true;
    }
    if (token.kind == TokenKind::space) continue;
    const char c = token.kind == TokenKind::mark ? m_text[token.begin] : '\0';
    if (c == '\\' && (!begun || sends(m_text.substr(token.end)))) {
      const bool separator = m_text.substr(token.end).starts_with(';');
      const std::size_t rest = separator ? token.end + 1 : end_of_line(token.begin);
      if (!m_complete && rest == m_text.size()) return false;
      if (begun) {
        bounds.end = token.begin;
        bounds.rest = rest;
        return true;
      }
      lexer = Lexer(m_text, rest);
      continue;
    }
    if (c == ';' && progress.semicolon_ends()) {
      if (!begun) continue;
      bounds.end = token.begin;
      bounds.rest = token.end;
      bounds.copies_from_stdin = progress.copies_from_stdin();
      return true;
    }
    if (!begun) bounds.begin = token.begin;
    begun = true;
    if (token.kind == TokenKind::word) progress.word(lexer.text_of(token));
    if (token.kind == TokenKind::mark) progress.mark(c);
  }
}

void Splitter::consume(std::size_t position) {
  m_line += std::count(m_text.begin() + static_cast<std::ptrdiff_t>(m_consumed),
                       m_text.begin() + static_cast<std::ptrdiff_t>(position), '\n');
  m_consumed = position;
}

bool Splitter::next(Statement& statement) {
  Bounds bounds;
  if (!find_end(bounds)) return false;
  if (bounds.copies_from_stdin) {
    const std::size_t rest = after_copy_data(bounds.rest);
    if (rest == bounds.rest && !m_complete) return false;
    bounds.rest = rest;
  }
  statement = Statement{};
  const std::string_view before = m_text.substr(m_consumed, bounds.begin - m_consumed);
  const bool at_line_begin = m_consumed == 0 || m_text[m_consumed - 1] == '\n';
  read_annotations(before, at_line_begin, statement);
  // pg_hint_plan's hints stand in a comment before the statement and belong to it.
  if (const std::size_t hint = before.rfind("/*+"); hint != npos) bounds.begin = m_consumed + hint;
  consume(bounds.begin);
  statement.line = m_line;
  statement.text = m_text.substr(bounds.begin, bounds.end - bounds.begin);
  const std::size_t last = statement.text.find_last_not_of(" \t\r\n\f\v");
  statement.text = statement.text.substr(0, last + 1);
  consume(bounds.rest);
  return true;
}

std::vector<Statement> split(std::string_view text) {
  std::vector<Statement> statements;
  Splitter splitter(text);
  for (Statement statement; splitter.next(statement);)
    statements.push_back(statement);
  return statements;
}

}  // namespace selfopt::sql
