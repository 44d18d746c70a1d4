#include "sql/view_parts.hpp"

#include <algorithm>
#include <cctype>

#include "sql/lexer.hpp"

namespace selfopt::sql {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char c) { return std::tolower(c); });
  return result;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view w) { return equals_keyword(word, w); });
}

// Tokens that mean something, with how deep in parentheses they stand.
struct Item {
  Token token;
  std::string_view text;
  int depth = 0;
};

std::vector<Item> items_of(std::string_view statement) {
  std::vector<Item> items;
  Lexer lexer(statement);
  int depth = 0;
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    if (token.kind == TokenKind::space) continue;
    const std::string_view text = lexer.text_of(token);
    if (text == ")" || text == "]") --depth;
    items.push_back({token, text, depth});
    if (text == "(" || text == "[") ++depth;
  }
  return items;
}

bool is_word(const Item& item, std::initializer_list<std::string_view> words) {
  return item.token.kind == TokenKind::word && item.depth == 0 && is_one_of(item.text, words);
}

// Names, numbers and how they are sorted; of anything else nobody knows whose column it is.
bool is_plain_tail(const std::vector<Item>& items, std::size_t from) {
  return std::all_of(
      items.begin() + static_cast<std::ptrdiff_t>(from), items.end(), [](const Item& item) {
        return item.token.kind == TokenKind::word || item.token.kind == TokenKind::quoted ||
               item.token.kind == TokenKind::number || item.text == ",";
      });
}

}  // namespace

std::optional<ViewParts> cut_for_view(std::string_view statement) {
  const auto items = items_of(statement);
  std::size_t tail = items.size();
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].token.kind == TokenKind::param || is_word(items[i], {"for"})) return std::nullopt;
    const bool has_next = i + 1 < items.size();
    if (is_word(items[i], {"distinct"}) && has_next && is_word(items[i + 1], {"on"}))
      return std::nullopt;
    if (tail == items.size() && is_word(items[i], {"order", "limit", "offset", "fetch"})) tail = i;
  }
  if (!is_plain_tail(items, tail)) return std::nullopt;
  const std::size_t end = tail == items.size() ? statement.size() : items[tail].token.begin;
  std::string body(statement.substr(0, end));
  while (!body.empty() && std::isspace(static_cast<unsigned char>(body.back())) != 0)
    body.pop_back();
  if (body.empty()) return std::nullopt;
  return ViewParts{std::move(body), std::string(statement.substr(end))};
}

std::vector<std::string> called_names(std::string_view statement) {
  const auto items = items_of(statement);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].token.kind != TokenKind::word && items[i].token.kind != TokenKind::quoted)
      continue;
    const bool called = i + 1 < items.size() && items[i + 1].text == "(";
    const bool bare = is_one_of(
        items[i].text, {"current_date", "current_time", "current_timestamp", "localtime",
                        "localtimestamp", "current_user", "current_role", "session_user", "user"});
    if (called || bare) names.push_back(lower(items[i].text));
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace selfopt::sql
