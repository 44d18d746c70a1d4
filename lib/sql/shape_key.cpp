#include "sql/shape_key.hpp"

#include <array>
#include <cstddef>
#include <cstring>

namespace selfopt::sql {
namespace {

enum class Class : unsigned char {
  other,
  word,
  upper,
  digit,
  space,
  quote,
  identifier,
  dollar,
  minus,
  slash
};

constexpr std::array<Class, 256> make_classes() {
  std::array<Class, 256> classes{};
  for (std::size_t c = 0; c < classes.size(); ++c) {
    if (c >= 'a' && c <= 'z') classes[c] = Class::word;
    if (c >= 'A' && c <= 'Z') classes[c] = Class::upper;
    if (c >= '0' && c <= '9') classes[c] = Class::digit;
    if (c >= 0x80) classes[c] = Class::word;
  }
  classes['_'] = Class::word;
  for (const char c : {' ', '\t', '\n', '\r', '\f', '\v'})
    classes[static_cast<unsigned char>(c)] = Class::space;
  classes['\''] = Class::quote;
  classes['"'] = Class::identifier;
  classes['$'] = Class::dollar;
  classes['-'] = Class::minus;
  classes['/'] = Class::slash;
  return classes;
}
constexpr std::array<Class, 256> k_classes = make_classes();

Class class_of(char c) {
  return k_classes[static_cast<unsigned char>(c)];
}

class Hasher {
 public:
  explicit Hasher(std::string_view text) : m_at(text.data()), m_end(text.data() + text.size()) {}

  std::uint64_t run() {
    while (m_at < m_end)
      step();
    return m_hash;
  }

 private:
  void add(char c) {
    m_hash = (m_hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    m_hash ^= m_hash >> 29;
  }
  // A blank counts only between words: a=1 and a = 1 are the same.
  void add_mark(char c) {
    m_after_word = false;
    m_blank = false;
    add(c);
  }
  void begin_word() {
    if (m_blank && m_after_word) add(' ');
    m_blank = false;
    m_after_word = true;
  }

  void step() {
    switch (class_of(*m_at)) {
      case Class::word:
      case Class::upper:
        return word();
      case Class::digit:
        return number();
      case Class::space:
        m_blank = true;
        ++m_at;
        return;
      case Class::quote:
        return string(false);
      case Class::identifier:
        return identifier();
      case Class::dollar:
        return dollar();
      case Class::minus:
        if (m_at + 1 < m_end && m_at[1] == '-') return line_comment();
        break;
      case Class::slash:
        if (m_at + 1 < m_end && m_at[1] == '*') return comment();
        break;
      case Class::other:
        break;
    }
    add_mark(*m_at++);
  }

  void word() {
    begin_word();
    const char* begin = m_at;
    for (; m_at < m_end; ++m_at) {
      const Class kind = class_of(*m_at);
      if (kind == Class::upper)
        add(static_cast<char>(*m_at | 0x20));
      else if (kind == Class::word || kind == Class::digit || kind == Class::dollar)
        add(*m_at);
      else
        break;
    }
    // E'...' has backslashes; of the other prefixes (B, X, N, U&) the letter is just a word.
    if (m_at - begin == 1 && (*begin | 0x20) == 'e' && m_at < m_end && *m_at == '\'') string(true);
  }

  void number() {
    begin_word();
    add('?');
    for (; m_at < m_end; ++m_at) {
      const char c = *m_at;
      const bool exponent_sign = (c == '+' || c == '-') && (m_at[-1] | 0x20) == 'e';
      const Class kind = class_of(c);
      if (kind != Class::digit && kind != Class::word && kind != Class::upper && c != '.' &&
          !exponent_sign)
        break;
    }
  }

  void string(bool backslashes) {
    begin_word();
    add('?');
    for (++m_at; m_at < m_end; ++m_at) {
      if (!backslashes) {
        const void* found = std::memchr(m_at, '\'', static_cast<std::size_t>(m_end - m_at));
        m_at = found == nullptr ? m_end : static_cast<const char*>(found);
        if (m_at == m_end) return;
      }
      if (*m_at == '\\' && backslashes && m_at + 1 < m_end) {
        ++m_at;
      } else if (*m_at == '\'') {
        ++m_at;
        if (m_at == m_end || *m_at != '\'') return;
      }
    }
  }

  void identifier() {
    begin_word();
    do
      add(*m_at++);
    while (m_at < m_end && *m_at != '"');
    if (m_at < m_end) add(*m_at++);
  }

  // $1, or $tag$ text $tag$
  void dollar() {
    const char* tag = m_at + 1;
    while (tag < m_end && (class_of(*tag) == Class::word || class_of(*tag) == Class::upper ||
                           class_of(*tag) == Class::digit))
      ++tag;
    const bool quoted =
        tag < m_end && *tag == '$' && (tag == m_at + 1 || class_of(m_at[1]) != Class::digit);
    if (!quoted) {
      begin_word();
      do
        add(*m_at++);
      while (m_at < m_end && class_of(*m_at) == Class::digit);
      return;
    }
    begin_word();
    add('?');
    const std::string_view mark(m_at, static_cast<std::size_t>(tag + 1 - m_at));
    const std::string_view rest(tag + 1, static_cast<std::size_t>(m_end - tag - 1));
    const std::size_t end = rest.find(mark);
    m_at = end == std::string_view::npos ? m_end : rest.data() + end + mark.size();
  }

  void line_comment() {
    const void* end = std::memchr(m_at, '\n', static_cast<std::size_t>(m_end - m_at));
    m_at = end == nullptr ? m_end : static_cast<const char*>(end);
    m_blank = true;
  }

  void comment() {
    int depth = 0;
    while (m_at < m_end) {
      if (m_at + 1 < m_end && m_at[0] == '/' && m_at[1] == '*') {
        ++depth;
        m_at += 2;
      } else if (m_at + 1 < m_end && m_at[0] == '*' && m_at[1] == '/') {
        m_at += 2;
        if (--depth == 0) break;
      } else {
        ++m_at;
      }
    }
    m_blank = true;
  }

  const char* m_at;
  const char* m_end;
  std::uint64_t m_hash = 0xcbf29ce484222325U;
  bool m_blank = false;
  bool m_after_word = false;
};

}  // namespace

std::uint64_t shape_key(std::string_view statement) {
  while (!statement.empty() &&
         (class_of(statement.back()) == Class::space || statement.back() == ';'))
    statement.remove_suffix(1);
  return Hasher(statement).run();
}

}  // namespace selfopt::sql
