#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <fmt/format.h>

namespace selfopt::pg {

/// A column of values as PostgreSQL's text form of an array, so that any number of rows goes to the
/// server in one statement.
class ArrayText {
 public:
  void add(std::string_view value) {
    begin();
    m_text += '"';
    for (const char c : value) {
      if (c == '"' || c == '\\') m_text += '\\';
      m_text += c;
    }
    m_text += '"';
  }
  /// Empty texts are not known texts.
  void add_text(std::string_view value) {
    if (value.empty())
      add_null();
    else
      add(value);
  }
  template <typename Number>
  void add_number(Number value) {
    begin();
    m_text += fmt::to_string(value);
  }
  template <typename Value>
  void add(const std::optional<Value>& value) {
    if (!value)
      add_null();
    else if constexpr (std::is_arithmetic_v<Value>)
      add_number(*value);
    else
      add(*value);
  }
  void add_null() {
    begin();
    m_text += "NULL";
  }
  std::string text() const { return m_text.empty() ? "{}" : m_text + "}"; }

 private:
  void begin() { m_text += m_text.empty() ? '{' : ','; }
  std::string m_text;
};

/// \returns \p values as the text of an array
inline std::string array_text(const std::vector<std::string>& values) {
  ArrayText text;
  for (const std::string& value : values)
    text.add(value);
  return text.text();
}

}  // namespace selfopt::pg
