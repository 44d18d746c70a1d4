#include "sql/statement_type.hpp"

#include <algorithm>
#include <array>

#include "sql/lexer.hpp"
#include "sql/nodes.hpp"

namespace selfopt::sql {
namespace {

constexpr std::array k_tags = {
#define PG_CMDTAG(tag, name, event_trigger, table_rewrite, row_count) std::string_view(name),
#include <tcop/cmdtaglist.h>
#undef PG_CMDTAG
};

// Words that stand between the verb and what it makes, and are in no tag.
constexpr std::array<std::string_view, 13> k_modifiers{
    "OR",     "REPLACE", "TEMP",       "TEMPORARY", "UNLOGGED",   "GLOBAL", "LOCAL",
    "UNIQUE", "TRUSTED", "PROCEDURAL", "RECURSIVE", "CONSTRAINT", "DEFAULT"};

// First words whose tag is another one.
struct OtherTag {
  std::string_view words;
  std::string_view tag;
};
constexpr std::array<OtherTag, 13> k_other_tags{{
    {"END", "COMMIT"},
    {"ABORT", "ROLLBACK"},
    {"ANALYSE", "ANALYZE"},
    {"DECLARE", "DECLARE CURSOR"},
    {"CLOSE", "CLOSE CURSOR"},
    {"TRUNCATE", "TRUNCATE TABLE"},
    {"LOCK", "LOCK TABLE"},
    {"CREATE USER", "CREATE ROLE"},
    {"CREATE GROUP", "CREATE ROLE"},
    {"ALTER USER", "ALTER ROLE"},
    {"ALTER GROUP", "ALTER ROLE"},
    {"DROP USER", "DROP ROLE"},
    {"DROP GROUP", "DROP ROLE"},
}};

bool begins_with_words(std::string_view text, std::string_view words) {
  return text.starts_with(words) && (text.size() == words.size() || text[words.size()] == ' ');
}

// The first words in upper case, without modifiers.
std::string first_words(std::string_view text) {
  constexpr std::size_t k_most_words = 4;
  std::string result;
  Lexer lexer(text);
  for (std::size_t words = 0; words < k_most_words;) {
    const Token token = lexer.next();
    if (token.kind == TokenKind::space) continue;
    if (token.kind != TokenKind::word) break;
    std::string word(lexer.text_of(token));
    std::ranges::transform(word, word.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    const bool modifier = words > 0 && std::ranges::find(k_modifiers, word) != k_modifiers.end();
    if (modifier && result != "ALTER") continue;
    if (words++ > 0) result += ' ';
    result += word;
  }
  return result;
}

std::string utility_type(std::string_view text) {
  const std::string words = first_words(text);
  std::string_view best;
  for (const std::string_view tag : k_tags)
    if (tag.size() > best.size() && begins_with_words(words, tag)) best = tag;
  if (best.empty())
    for (const OtherTag& other : k_other_tags)
      if (begins_with_words(words, other.words)) best = other.tag;
  return best.empty() ? words.substr(0, words.find(' ')) : std::string(best);
}

}  // namespace

std::string statement_type(const ParseTree& tree, std::string_view text) {
  const Nodes statements(static_cast<const List*>(tree.statements));
  const Node* statement = as<RawStmt>(statements[0]).stmt;
  switch (tag_of(statement)) {
    case T_SelectStmt:
      return "SELECT";
    case T_InsertStmt:
      return "INSERT";
    case T_UpdateStmt:
      return "UPDATE";
    case T_DeleteStmt:
      return "DELETE";
    case T_MergeStmt:
      return "MERGE";
    case T_GrantRoleStmt:
      return as<GrantRoleStmt>(statement).is_grant ? "GRANT ROLE" : "REVOKE ROLE";
    case T_CreateTableAsStmt:
      return as<CreateTableAsStmt>(statement).objtype == OBJECT_MATVIEW ? "CREATE MATERIALIZED VIEW"
                                                                        : "CREATE TABLE AS";
    default:
      return utility_type(text);
  }
}

}  // namespace selfopt::sql
