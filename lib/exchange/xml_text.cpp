#include "exchange/xml_text.hpp"

#include <cstddef>

#include <fmt/format.h>

#include <selfopt/utf8.hpp>

namespace selfopt::exchange {
namespace {

constexpr std::string_view k_replacement = "\xEF\xBF\xBD";

// U+FFFE and U+FFFF are characters of UTF-8, but not of XML.
bool is_allowed(std::string_view character) {
  return character != "\xEF\xBF\xBE" && character != "\xEF\xBF\xBF";
}

void append_ascii(char c, std::string& out) {
  constexpr char k_first_printable = 0x20;
  switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    case '\t':
    case '\n':
    case '\r':
      out += fmt::format("&#{};", static_cast<int>(c));  // attributes would make them blanks
      break;
    default:
      if (c < k_first_printable)
        out += k_replacement;
      else
        out += c;
  }
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      append_ascii(text.front(), out);
      text.remove_prefix(1);
      continue;
    }
    const std::size_t length = utf8_length(text);
    const std::string_view character = text.substr(0, length);
    out += length > 0 && is_allowed(character) ? character : k_replacement;
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace selfopt::exchange
