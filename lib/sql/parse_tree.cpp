#include "sql/parse_tree.hpp"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include <selfopt/utf8.hpp>

#include "sql/depth.hpp"
#include "sql/nodes.hpp"

// PostgreSQL's variable, which libpg_query has for each thread and exports.
extern "C" __thread int log_min_messages;

namespace selfopt::sql {
namespace {

// What is no longer than this cannot nest deeper than k_shallow: a level takes two characters.
constexpr std::size_t k_short_bytes = 2 * k_shallow;

// PostgreSQL's own limit for a string, which the nodes' locations rely on.
constexpr std::size_t k_longest_bytes = 0x3fffffff;

// What libpg_query allocates lives in this memory context and ends with it.
class Memory {
 public:
  Memory() : m_context(pg_query_enter_memory_context()) {
    // Its fingerprint warns of every "*" that it does not know it; nobody reads that, and to write
    // it takes a tenth of the time of a short statement.
    log_min_messages = ERROR;
  }
  ~Memory() { pg_query_exit_memory_context(m_context); }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

 private:
  MemoryContext m_context;
};

PgQueryInternalParsetreeAndError raw_parse(const char* text) {
#if PG_VERSION_NUM >= 160000
  return pg_query_raw_parse(text, PG_QUERY_PARSE_DEFAULT);
#else
  return pg_query_raw_parse(text);
#endif
}

// The parser quotes the text from the error on if that is a token: it may be a megabyte.
std::string shortened(std::string_view message) {
  constexpr std::size_t k_most_bytes = 200;
  if (message.size() <= k_most_bytes) return std::string(message);
  std::size_t end = k_most_bytes;
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xC0U) == 0x80U)
    --end;
  return std::string(message.substr(0, end)) + "...";
}

void parse(const std::string& text, const std::function<void(const ParseTree&)>& work) {
  const Memory memory;
  const PgQueryInternalParsetreeAndError parsed = raw_parse(text.c_str());
  std::free(parsed.stderr_buffer);
  ParseTree tree{.statements = parsed.tree, .text = text.c_str()};
  SyntaxError error;
  if (parsed.error != nullptr) {
    error = {shortened(parsed.error->message), parsed.error->cursorpos};
    tree.error = &error;
    tree.statements = nullptr;
    pg_query_free_error(parsed.error);
  }
  work(tree);
}

// Errors that libpg_query would not report, or not survive.
std::optional<SyntaxError> refuse(std::string_view statement) {
  if (const std::size_t nul = statement.find('\0'); nul != std::string_view::npos)
    return SyntaxError{"the text holds a NUL byte", count_characters(statement.substr(0, nul)) + 1};
  if (const std::size_t bad = find_invalid_utf8(statement); bad != std::string_view::npos)
    return SyntaxError{"invalid byte sequence for encoding \"UTF8\"",
                       count_characters(statement.substr(0, bad)) + 1};
  if (statement.size() > k_longest_bytes)
    return SyntaxError{"the statement is longer than 1 GB", 0};
  return std::nullopt;
}

}  // namespace

void with_parse_tree(std::string_view statement,
                     const std::function<void(const ParseTree&)>& work) {
  if (const auto error = refuse(statement)) {
    work({.statements = nullptr, .text = "", .error = &*error});
    return;
  }
  const Extent extent = statement.size() <= k_short_bytes ? Extent{} : extent_of(statement);
  if (extent.depth > k_deepest || extent.tokens > k_most_tokens) {
    const SyntaxError error{extent.depth > k_deepest ? "the statement is nested too deeply"
                                                     : "the statement is too long to be parsed",
                            0};
    work({.statements = nullptr, .text = "", .error = &error});
    return;
  }
  const std::string text(statement);
  if (extent.depth <= k_shallow)
    parse(text, work);
  else
    run_on_deep_stack([&] { parse(text, work); });
}

std::string fingerprint(const ParseTree& tree) {
  constexpr std::size_t k_hex_digits = 16;
  std::uint64_t hash = pg_query_fingerprint_node(tree.statements);
  std::string text(k_hex_digits, '0');
  for (std::size_t i = k_hex_digits; i-- > 0; hash >>= 4)
    text[i] = "0123456789abcdef"[hash & 15];
  return text;
}

}  // namespace selfopt::sql
