#include <algorithm>
#include <fstream>
#include <sstream>

#include "collect/log_entry.hpp"
#include "support/catch.hpp"

using namespace selfopt::collect_log;

namespace {

std::string sample(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(SELFOPT_TEST_DATA "/logs/" + name).rdbuf();
  return text.str();
}

// Feeds the text in pieces, as a reader does.
std::string entries(std::string_view text, std::size_t piece) {
  const auto form = make_form(text);
  std::string buffer;
  std::string found;
  const LogForm::OnEntry note = [&](const LogEntry& entry) {
    for (const auto part : {entry.time, entry.user, entry.database, entry.message, entry.detail})
      found.append(part).append("|");
    found += '\n';
  };
  for (std::size_t at = 0; at < text.size(); at += piece) {
    buffer += text.substr(at, piece);
    buffer.erase(0, form->take(buffer, false, note));
  }
  buffer.erase(0, form->take(buffer, true, note));
  return found;
}

}  // namespace

TEST_CASE("entries do not depend on where the pieces of a log end", "[collect]") {
  const std::string name = GENERATE("sample.csv", "sample.json", "sample.log");
  const std::string text = sample(name);
  const std::string whole = entries(text, text.size());
  CHECK(std::ranges::count(whole, '\n') > 14);
  for (const std::size_t piece : {1U, 2U, 7U, 64U, 501U})
    CHECK(entries(text, piece) == whole);
}

TEST_CASE("a log cut off anywhere loses its last entry only", "[collect]") {
  const std::string name = GENERATE("sample.csv", "sample.json", "sample.log");
  const std::string text = sample(name);
  const std::string whole = entries(text, text.size());
  for (std::size_t length = 60; length < text.size(); length += 13) {
    const std::string part = entries(std::string_view(text).substr(0, length), 100);
    // All but the last line of what was found stands in the whole, in the same order.
    const std::size_t last = part.size() < 2 ? 0 : part.rfind('\n', part.size() - 2) + 1;
    CHECK(whole.starts_with(part.substr(0, last)));
  }
}

TEST_CASE("database and user stand in many prefixes", "[collect]") {
  const char* line =
      GENERATE("2026-11-23 08:00:00 UTC [7] web@shop LOG:  statement: select 1\n",
               "2026-11-23 08:00:00 UTC [7]: user=web,db=shop,app=x LOG:  statement: select 1\n",
               "1763884800.123 7 web@shop LOG:  statement: select 1\n");
  CHECK(entries(line, 1000).find("|web|shop|statement: select 1|") != std::string::npos);
}
