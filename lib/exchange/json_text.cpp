#include "exchange/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <selfopt/utf8.hpp>

namespace selfopt::exchange {
namespace {

constexpr std::string_view k_replacement = "\xEF\xBF\xBD";

constexpr std::array<bool, 256> bytes_to_escape() {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte)
    table[byte] = byte < 0x20 || byte >= 0x7F || byte == '"' || byte == '\\';
  return table;
}
constexpr std::array<bool, 256> k_needs_escape = bytes_to_escape();

bool needs_escape(char c) {
  return k_needs_escape[static_cast<unsigned char>(c)];
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view named = "\b\f\n\r\t\"\\";
  constexpr std::string_view letters = "bfnrt\"\\";
  out += '\\';
  if (const std::size_t at = named.find(c); at != std::string_view::npos) {
    out += letters[at];
  } else {
    const auto byte = static_cast<unsigned char>(c);
    out += "u00";
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && !needs_escape(text[plain]))
      ++plain;
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      append_escaped(out, text.front());
      text.remove_prefix(1);
      continue;
    }
    const std::size_t length = utf8_length(text);
    out += length == 0 ? k_replacement : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

int json_depth(std::string_view text) {
  int depth = 0;
  int deepest = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') ++i;
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '{' || c == '[') deepest = std::max(deepest, ++depth);
    if (c == '}' || c == ']') --depth;
  }
  return deepest;
}

void append_json_number(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  std::array<char, 32> buffer{};
  const auto [end, failure] = std::to_chars(buffer.begin(), buffer.end(), value);
  out.append(buffer.begin(), end);
}

}  // namespace selfopt::exchange
