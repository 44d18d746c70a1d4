#include <algorithm>
#include <array>
#include <cctype>

#include "collect/log_entry.hpp"
#include "collect/log_time.hpp"

namespace selfopt::collect_log {
namespace {

// What stands between a line's prefix and its text: an English word, as far as we know it.
struct Marker {
  std::string_view word;  // without the colon; empty: there is none
  std::size_t begin = 0;
  std::size_t end = 0;  // where the text begins
};

constexpr std::size_t k_longest_prefix = 400;
constexpr std::array<std::string_view, 18> k_markers{
    "LOG",   "DETAIL", "STATEMENT", "ERROR",    "WARNING", "NOTICE", "CONTEXT", "HINT",   "QUERY",
    "FATAL", "PANIC",  "INFO",      "LOCATION", "DEBUG1",  "DEBUG2", "DEBUG3",  "DEBUG4", "DEBUG5"};

// The first such word followed by a colon and two blanks.
Marker find_marker(std::string_view line) {
  const std::string_view head = line.substr(0, k_longest_prefix);
  for (std::size_t colon = head.find(":  "); colon != std::string_view::npos;
       colon = head.find(":  ", colon + 1)) {
    std::size_t begin = colon;
    while (begin > 0 && (std::isupper(static_cast<unsigned char>(head[begin - 1])) != 0 ||
                         std::isdigit(static_cast<unsigned char>(head[begin - 1])) != 0))
      --begin;
    const std::string_view word = head.substr(begin, colon - begin);
    if (std::ranges::find(k_markers, word) != k_markers.end()) return {word, begin, colon + 3};
  }
  return {};
}

// An entry whose severity is a word of another language: "日志:  ". French sets a blank before the
// colon, too.
bool is_foreign_entry(std::string_view line) {
  if (line.starts_with('\t')) return false;
  const std::string_view head = line.substr(0, k_longest_prefix);
  const std::size_t colon = head.find(":  ");
  if (colon == std::string_view::npos || colon == 0) return false;
  const char before = head[colon - 1] == ' ' && colon > 1 ? head[colon - 2] : head[colon - 1];
  return std::isalpha(static_cast<unsigned char>(before)) != 0 ||
         static_cast<unsigned char>(before) >= 0x80;
}

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.' ||
         c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

// key=VALUE, as in log_line_prefix = 'user=%u,db=%d '
std::string_view value_of(std::string_view prefix, std::string_view key) {
  const std::size_t at = prefix.find(key);
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + key.size();
  std::size_t end = begin;
  while (end < prefix.size() && is_name_character(prefix[end]))
    ++end;
  return prefix.substr(begin, end - begin);
}

class TextForm : public LogForm {
 public:
  std::size_t take(std::string_view text, bool last, const OnEntry& on_entry) override {
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t end = text.find('\n', at);
      if (end == std::string_view::npos && !last) break;
      const bool cut_off = end == std::string_view::npos;
      std::string_view line = text.substr(at, cut_off ? std::string_view::npos : end - at);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (cut_off) {
        // The last line without its end: the text that it belongs to may be only a part.
        if (line.starts_with('\t')) m_is_log = false;
        skip(line.size());
      } else {
        take_line(line, on_entry);
      }
      at = cut_off ? text.size() : end + 1;
    }
    if (last) finish(on_entry);
    return at;
  }

 private:
  void take_line(std::string_view line, const OnEntry& on_entry) {
    // Further lines of a text begin with a tab.
    const Marker marker = line.starts_with('\t') ? Marker{} : find_marker(line);
    const std::string_view rest = line.substr(marker.end);
    if (marker.word.empty() && is_foreign_entry(line)) {
      finish(on_entry);
      return skip_foreign();
    }
    if (marker.word.empty()) return continue_text(line.starts_with('\t') ? line.substr(1) : line);
    if (marker.word == "DETAIL") {
      m_current = &m_detail;
      m_detail = rest;
    } else if (marker.word == "STATEMENT" || marker.word == "HINT" || marker.word == "CONTEXT" ||
               marker.word == "QUERY" || marker.word == "LOCATION") {
      m_current = nullptr;
    } else {
      finish(on_entry);
      m_is_log = marker.word == "LOG";
      m_current = m_is_log ? &m_message : nullptr;
      if (m_is_log) begin(line.substr(0, marker.begin), rest);
    }
  }

  void continue_text(std::string_view line) {
    if (m_current == nullptr) return;
    *m_current += '\n';
    *m_current += line;
  }

  void begin(std::string_view prefix, std::string_view message) {
    m_message = message;
    m_detail.clear();
    m_prefix = prefix;
  }

  void finish(const OnEntry& on_entry) {
    if (!m_is_log) return;
    m_is_log = false;
    m_current = nullptr;
    LogEntry entry;
    entry.message = m_message;
    entry.detail = m_detail;
    read_prefix(entry);
    hand_over(entry, on_entry);
  }

  // What the usual prefixes say: a time, [process], user@database or user=, db=.
  void read_prefix(LogEntry& entry) const {
    const std::string_view prefix = m_prefix;
    for (std::size_t at = prefix.find("20"); at != std::string_view::npos;
         at = prefix.find("20", at + 1)) {
      if (!begins_with_time(prefix.substr(at))) continue;
      constexpr std::size_t k_date_and_time = 19;
      std::size_t end = at + k_date_and_time;
      if (end < prefix.size() && prefix[end] == '.') ++end;
      while (end < prefix.size() && std::isdigit(static_cast<unsigned char>(prefix[end])) != 0)
        ++end;
      if (end < prefix.size() && prefix[end] == ' ') ++end;
      while (end < prefix.size() && (std::isalnum(static_cast<unsigned char>(prefix[end])) != 0 ||
                                     prefix[end] == '+' || prefix[end] == '-'))
        ++end;
      entry.time = prefix.substr(at, end - at);
      break;
    }
    read_process(entry);
    entry.user = value_of(prefix, "user=");
    entry.database = value_of(prefix, "db=");
    if (entry.database.empty()) entry.database = value_of(prefix, "database=");
    if (entry.user.empty() && entry.database.empty()) read_user_at_database(entry);
  }

  void read_process(LogEntry& entry) const {
    const std::string_view prefix = m_prefix;
    for (std::size_t at = prefix.find('['); at != std::string_view::npos;
         at = prefix.find('[', at + 1)) {
      std::size_t end = at + 1;
      while (end < prefix.size() && std::isdigit(static_cast<unsigned char>(prefix[end])) != 0)
        ++end;
      if (end == at + 1) continue;
      entry.session = prefix.substr(at + 1, end - at - 1);
      return;
    }
  }

  void read_user_at_database(LogEntry& entry) const {
    const std::string_view prefix = m_prefix;
    const std::size_t at = prefix.find('@');
    if (at == std::string_view::npos) return;
    std::size_t begin = at;
    while (begin > 0 && is_name_character(prefix[begin - 1]))
      --begin;
    std::size_t end = at + 1;
    while (end < prefix.size() && is_name_character(prefix[end]))
      ++end;
    entry.user = prefix.substr(begin, at - begin);
    entry.database = prefix.substr(at + 1, end - at - 1);
  }

  bool m_is_log = false;
  std::string m_prefix;
  std::string m_message;
  std::string m_detail;
  std::string* m_current = nullptr;  // where further lines belong
};

}  // namespace

std::unique_ptr<LogForm> make_text_form() {
  return std::make_unique<TextForm>();
}

std::unique_ptr<LogForm> make_form(std::string_view first_bytes) {
  const std::size_t first = first_bytes.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && first_bytes[first] == '{') return make_json_form();
  // 2026-11-23 00:05:01.123 UTC,"user",...; a prefix of stderr has no comma there.
  constexpr std::size_t k_zone_end = 40;
  const std::string_view head = first_bytes.substr(0, k_zone_end);
  const std::size_t comma = head.find(',');
  const bool is_csv = begins_with_time(head) && comma != std::string_view::npos &&
                      head.substr(0, comma).find_first_of("[=@") == std::string_view::npos;
  return is_csv ? make_csv_form() : make_text_form();
}

}  // namespace selfopt::collect_log
