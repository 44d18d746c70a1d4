#include "sql/identifier.hpp"

#include <algorithm>

extern "C" {
#include <postgres.h>

#include <common/keywords.h>
}

namespace selfopt::sql {
namespace {

bool is_plain(std::string_view name) {
  const auto lower = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  return !name.empty() && lower(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return lower(c) || (c >= '0' && c <= '9'); });
}

bool is_keyword(const std::string& name) {
  const int number = ScanKeywordLookup(name.c_str(), &ScanKeywords);
  return number >= 0 && ScanKeywordCategories[number] != UNRESERVED_KEYWORD;
}

}  // namespace

std::string quote_identifier(std::string_view name) {
  if (is_plain(name) && !is_keyword(std::string(name))) return std::string(name);
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string quote_qualified(std::string_view schema, std::string_view name) {
  return quote_identifier(schema) + "." + quote_identifier(name);
}

}  // namespace selfopt::sql
