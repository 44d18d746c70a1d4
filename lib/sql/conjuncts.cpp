#include "sql/conjuncts.hpp"

#include <cstddef>

namespace selfopt::sql {
namespace {

// The depth of parentheses behind each character; inside quotes it does not change. A quote inside
// quotes is written twice, which closes and opens them again.
std::vector<int> depths(std::string_view text) {
  std::vector<int> depth_behind;
  int depth = 0;
  char quote = 0;
  for (const char c : text) {
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      --depth;
    }
    depth_behind.push_back(quote == 0 ? depth : depth + 1);
  }
  return depth_behind;
}

bool is_in_parentheses(const std::vector<int>& depths) {
  for (std::size_t i = 0; i + 1 < depths.size(); ++i)
    if (depths[i] < 1) return false;
  return depths.size() >= 2 && depths.back() == 0;
}

}  // namespace

std::vector<std::string> conjuncts(std::string_view condition) {
  constexpr std::string_view k_and = " AND ";
  std::string_view inner = condition;
  if (is_in_parentheses(depths(inner))) inner = inner.substr(1, inner.size() - 2);
  const std::vector<int> depth_behind = depths(inner);
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t i = inner.find(k_and); i != std::string_view::npos;
       i = inner.find(k_and, i + 1)) {
    if (depth_behind[i] != 0) continue;
    parts.emplace_back(inner.substr(begin, i - begin));
    begin = i + k_and.size();
  }
  if (parts.empty()) return {std::string(condition)};
  parts.emplace_back(inner.substr(begin));
  return parts;
}

}  // namespace selfopt::sql
