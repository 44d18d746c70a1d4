#include "pg/text_array.hpp"

#include <algorithm>
#include <utility>

namespace selfopt::pg {
namespace {

// Takes the text between the quotes at the front, and the quotes.
std::string take_quoted(std::string_view& rest) {
  std::string element;
  rest.remove_prefix(1);
  while (!rest.empty() && rest.front() != '"') {
    if (rest.front() == '\\') rest.remove_prefix(1);
    if (rest.empty()) break;
    element += rest.front();
    rest.remove_prefix(1);
  }
  if (!rest.empty()) rest.remove_prefix(1);
  return element;
}

}  // namespace

std::vector<std::optional<std::string>> array_elements_or_nulls(std::string_view text) {
  std::vector<std::optional<std::string>> elements;
  // An array that does not begin at 1 says so in front: [0:2]={...}.
  std::string_view rest = text.substr(std::min(text.find('{'), text.size()));
  while (!rest.empty()) {
    rest.remove_prefix(1);  // the brace, or the comma
    if (rest.empty() || rest.front() == '}') break;
    if (rest.front() == '"') {
      elements.push_back(take_quoted(rest));
      continue;
    }
    const std::string_view element = rest.substr(0, rest.find_first_of(",}"));
    if (element == "NULL")
      elements.emplace_back(std::nullopt);
    else
      elements.emplace_back(element);
    rest.remove_prefix(element.size());
  }
  return elements;
}

std::vector<std::string> array_elements(std::string_view text) {
  std::vector<std::string> elements;
  for (auto& element : array_elements_or_nulls(text))
    if (element) elements.push_back(std::move(*element));
  return elements;
}

}  // namespace selfopt::pg
