#include "exchange/log_json.hpp"

#include <algorithm>

#include "collect/log_entry.hpp"

namespace selfopt::collect_log {
namespace {

// Most lines of a log say nothing of statements; they need not be read as JSON.
bool can_matter(std::string_view line) {
  constexpr std::string_view k_severity = "\"error_severity\":\"";
  const std::size_t key = line.find(k_severity);
  if (key == std::string_view::npos) return true;
  const std::string_view rest = line.substr(key + k_severity.size());
  return severity_of(rest.substr(0, rest.find('"'))) != Severity::other;
}

class JsonForm : public LogForm {
 public:
  std::size_t take(std::string_view text, bool last, const OnEntry& on_entry) override {
    std::size_t at = 0;
    while (at < text.size()) {
      std::size_t end = text.find('\n', at);
      if (end == std::string_view::npos && !last) break;
      if (end == std::string_view::npos) end = text.size();
      line(text.substr(at, end - at), on_entry);
      at = std::min(end + 1, text.size());
    }
    return at;
  }

 private:
  void line(std::string_view text, const OnEntry& on_entry) {
    if (text.find_first_not_of(" \t\r") == std::string_view::npos || !can_matter(text)) return;
    const std::string_view line = in_utf8(text, m_recoded_line);
    if (!exchange::read_log_line(line, m_line)) return skip(text.size() + 1);
    const Severity severity = severity_of(m_line.severity);
    if (severity == Severity::foreign) skip_foreign();
    if (severity != Severity::log) return;
    LogEntry entry;
    entry.time = m_line.time;
    entry.user = m_line.user;
    entry.database = m_line.database;
    entry.session = m_line.session;
    entry.message = m_line.message;
    entry.detail = m_line.detail;
    if (line.data() != text.data()) note_recoded();
    on_entry(entry);
  }
  exchange::LogLine m_line;
  std::string m_recoded_line;
};

}  // namespace

std::unique_ptr<LogForm> make_json_form() {
  return std::make_unique<JsonForm>();
}

}  // namespace selfopt::collect_log
