#include "exchange/markup.hpp"

namespace selfopt::exchange {
namespace {

// HTML knows no control characters but white space.
bool is_control(char c) {
  return (static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t') || c == '\x7f';
}

}  // namespace

std::string escape_markup(std::string_view text) {
  std::string html;
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += is_control(c) ? ' ' : c;
    }
  }
  return html;
}

}  // namespace selfopt::exchange
