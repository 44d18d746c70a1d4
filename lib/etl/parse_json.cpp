#include "etl/parse_value.hpp"

namespace selfopt::etl {
namespace {

// PostgreSQL stops at its stack's limit, which allows more than this.
constexpr int k_most_depth = 500;
// jsonb keeps numbers as numeric: at most so many digits before the point.
constexpr std::size_t k_most_digits = 1000;

// Reads JSON from the front of a text; each function leaves the rest.
class JsonCheck {
 public:
  explicit JsonCheck(std::string_view text) : m_rest(text) {}

  bool whole() {
    skip_blanks();
    if (!value(0)) return false;
    skip_blanks();
    return m_rest.empty();
  }

 private:
  bool take(char wanted) {
    if (m_rest.empty() || m_rest.front() != wanted) return false;
    m_rest.remove_prefix(1);
    return true;
  }
  bool take_word(std::string_view word) {
    if (!m_rest.starts_with(word)) return false;
    m_rest.remove_prefix(word.size());
    return true;
  }
  void skip_blanks() {
    while (!m_rest.empty() && (m_rest.front() == ' ' || m_rest.front() == '\t' ||
                               m_rest.front() == '\n' || m_rest.front() == '\r'))
      m_rest.remove_prefix(1);
  }
  std::size_t take_digits() {
    std::size_t count = 0;
    while (count < m_rest.size() && static_cast<unsigned char>(m_rest[count] - '0') < 10)
      ++count;
    m_rest.remove_prefix(count);
    return count;
  }

  bool value(int depth) {
    if (m_rest.empty() || depth > k_most_depth) return false;
    switch (m_rest.front()) {
      case '{':
        return members(depth);
      case '[':
        return elements(depth);
      case '"':
        return string();
      case 't':
        return take_word("true");
      case 'f':
        return take_word("false");
      case 'n':
        return take_word("null");
      default:
        return number();
    }
  }

  bool members(int depth) {
    take('{');
    skip_blanks();
    if (take('}')) return true;
    do {
      skip_blanks();
      if (!string()) return false;
      skip_blanks();
      if (!take(':')) return false;
      skip_blanks();
      if (!value(depth + 1)) return false;
      skip_blanks();
    } while (take(','));
    return take('}');
  }

  bool elements(int depth) {
    take('[');
    skip_blanks();
    if (take(']')) return true;
    do {
      skip_blanks();
      if (!value(depth + 1)) return false;
      skip_blanks();
    } while (take(','));
    return take(']');
  }

  // Exponents are left to text: numeric would write all the zeros.
  bool number() {
    take('-');
    const bool zero = !m_rest.empty() && m_rest.front() == '0';
    const std::size_t digits = take_digits();
    if (digits == 0 || (zero && digits > 1) || digits > k_most_digits) return false;
    if (take('.')) {
      const std::size_t fraction = take_digits();
      if (fraction == 0 || fraction > k_most_digits) return false;
    }
    return m_rest.empty() || (m_rest.front() != 'e' && m_rest.front() != 'E');
  }

  bool string() {
    if (!take('"')) return false;
    while (!m_rest.empty()) {
      const char c = m_rest.front();
      m_rest.remove_prefix(1);
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\' && !escape()) return false;
    }
    return false;
  }

  // jsonb takes no \u0000, and surrogates in pairs only.
  bool escape() {
    if (m_rest.empty()) return false;
    const char c = m_rest.front();
    m_rest.remove_prefix(1);
    constexpr std::string_view k_short = "\"\\/bfnrt";
    if (c != 'u') return k_short.find(c) != std::string_view::npos;
    unsigned unit = 0;
    if (!take_hex(unit) || unit == 0 || (unit >= 0xdc00 && unit <= 0xdfff)) return false;
    if (unit < 0xd800 || unit > 0xdbff) return true;
    return take_word("\\u") && take_hex(unit) && unit >= 0xdc00 && unit <= 0xdfff;
  }

  bool take_hex(unsigned& unit) {
    if (m_rest.size() < 4) return false;
    unit = 0;
    for (const char c : m_rest.substr(0, 4)) {
      const unsigned digit = c >= '0' && c <= '9'   ? static_cast<unsigned>(c - '0')
                             : c >= 'a' && c <= 'f' ? static_cast<unsigned>(c - 'a' + 10)
                             : c >= 'A' && c <= 'F' ? static_cast<unsigned>(c - 'A' + 10)
                                                    : 16U;
      if (digit == 16) return false;
      unit = unit * 16 + digit;
    }
    m_rest.remove_prefix(4);
    return true;
  }

  std::string_view m_rest;
};

}  // namespace

bool is_json_document(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || (text[first] != '{' && text[first] != '[')) return false;
  return JsonCheck(text).whole();
}

}  // namespace selfopt::etl
