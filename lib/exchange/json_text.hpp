#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace selfopt::exchange {

/// Appends \p text as a JSON string. Bytes that are not UTF-8 become U+FFFD, so that the result can
/// always be read.
void append_json_string(std::string& out, std::string_view text);

/// Deeper JSON is refused, as writing it recurses: only plans nest, by two for each of their
/// levels.
inline constexpr int k_deepest_json = 4000;
/// \returns how deep arrays and objects nest in \p text, which need not be valid.
int json_depth(std::string_view text);

/// Appends the shortest number that reads back as \p value; null for NaN and infinities.
void append_json_number(std::string& out, double value);

/// Writes the members of one JSON object, in the order of the calls, on one line. The keys are
/// written as they are: our own names need no escapes.
class JsonObject {
 public:
  explicit JsonObject(std::string& out) : m_out(out) { m_out += '{'; }

  void text(std::string_view key, std::string_view value) {
    begin(key);
    append_json_string(m_out, value);
  }
  /// A value that is JSON already.
  void json(std::string_view key, std::string_view value) {
    begin(key);
    m_out += value;
  }
  /// The same, but null if \p value is empty.
  void text_or_null(std::string_view key, std::string_view value) {
    if (value.empty())
      json(key, "null");
    else
      text(key, value);
  }
  void number(std::string_view key, double value) { append_json_number(begin(key), value); }
  void number_or_null(std::string_view key, const std::optional<double>& value) {
    if (value)
      number(key, *value);
    else
      json(key, "null");
  }
  void count(std::string_view key, std::int64_t value) { begin(key) += std::to_string(value); }
  void flag(std::string_view key, bool value) { json(key, value ? "true" : "false"); }
  /// \returns where the value is to be appended
  std::string& begin(std::string_view key) {
    m_out += m_members++ > 0 ? ",\"" : "\"";
    m_out += key;
    m_out += "\":";
    return m_out;
  }
  /// The members of \p object, the text of a JSON object or nothing.
  void members_of(std::string_view object) {
    if (object.size() <= 2) return;
    if (m_members++ > 0) m_out += ',';
    m_out += object.substr(1, object.size() - 2);
  }
  void end() { m_out += '}'; }

 private:
  std::string& m_out;
  int m_members = 0;
};

/// Appends a JSON array of what \p write appends for each of \p items.
template <typename Items, typename Write>
void append_json_array(std::string& out, const Items& items, Write write) {
  out += '[';
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    write(item);
  }
  out += ']';
}

}  // namespace selfopt::exchange
