#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include "shapes/tokens.hpp"
#include "sql/lexer.hpp"

namespace selfopt::shapes {
namespace {

// Words that stand in statements of every kind and tell nothing apart.
constexpr auto k_stop_words = std::to_array<std::string_view>({
    "all",    "and",  "any",   "as",     "asc",    "between", "by",    "case",  "cast",
    "cross",  "desc", "do",    "else",   "end",    "exists",  "false", "first", "for",
    "from",   "full", "group", "having", "ilike",  "in",      "inner", "into",  "is",
    "join",   "last", "left",  "like",   "limit",  "natural", "not",   "null",  "nulls",
    "offset", "on",   "or",    "order",  "outer",  "over",    "right", "rows",  "select",
    "set",    "then", "true",  "using",  "values", "when",    "where", "with",
});
static_assert(std::ranges::is_sorted(k_stop_words));

bool is_word(sql::TokenKind kind) {
  return kind == sql::TokenKind::word || kind == sql::TokenKind::quoted;
}

}  // namespace

Tokens text_tokens(std::string_view normalized_query) {
  std::map<std::string, double, std::less<>> counts;
  sql::Lexer lexer(normalized_query);
  for (sql::Token token = lexer.next(); token.kind != sql::TokenKind::end; token = lexer.next()) {
    const std::string_view word = lexer.text_of(token);
    if (!is_word(token.kind) || word.size() < 2) continue;
    if (std::ranges::binary_search(k_stop_words, word)) continue;
    ++counts.try_emplace(std::string(word), 0).first->second;
  }
  if (counts.empty()) return {{"no word", 1}};
  Tokens tokens;
  for (const auto& [word, count] : counts)
    tokens.push_back({word, count});
  return tokens;
}

}  // namespace selfopt::shapes
