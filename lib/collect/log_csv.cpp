#include <algorithm>
#include <array>
#include <cstring>

#include "collect/log_entry.hpp"
#include "collect/log_time.hpp"

namespace selfopt::collect_log {
namespace {

// Columns of a csvlog line; later versions only add at the end.
enum Column : std::size_t {
  c_time = 0,
  c_user = 1,
  c_database = 2,
  c_session = 5,
  c_severity = 11,
  c_message = 13,
  c_detail = 14,
  c_needed = 15,
  c_least = 23,  // PostgreSQL 9.0
};

class CsvForm : public LogForm {
 public:
  std::size_t take(std::string_view text, bool last, const OnEntry& on_entry) override {
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at < end) {
      const char* next = end_of_record(at, end, last);
      if (next == nullptr) break;
      record({at, static_cast<std::size_t>(next - at)}, on_entry);
      at = next;
    }
    return static_cast<std::size_t>(at - text.data());
  }

 private:
  // A line end outside quotes. Quotes inside are doubled, so their number tells. Inside quotes a
  // line that begins like an entry means that the entry before it was cut off.
  // \returns nullptr if the record does not end here
  const char* end_of_record(const char* begin, const char* end, bool last) {
    bool quoted = false;
    for (const char* at = begin; at < end;) {
      const void* found = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
      const char* line_end = found == nullptr ? end : static_cast<const char*>(found);
      if (std::count(at, line_end, '"') % 2 != 0) quoted = !quoted;
      if (found == nullptr) break;
      const char* next = line_end + 1;
      if (!quoted) return next;
      constexpr std::ptrdiff_t k_time_bytes = 24;
      if (end - next < k_time_bytes && !last) return nullptr;
      if (begins_with_time({next, static_cast<std::size_t>(end - next)})) return next;
      at = next;
    }
    return last ? end : nullptr;
  }

  void record(std::string_view text, const OnEntry& on_entry) {
    const std::size_t size = text.size();
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
      text.remove_suffix(1);
    if (text.empty()) return;
    std::array<std::string_view, c_needed> fields;
    if (!split(text, fields)) return skip(size);
    const Severity severity = severity_of(fields[c_severity]);
    if (severity == Severity::foreign) skip_foreign();
    if (severity != Severity::log) return;
    LogEntry entry;
    entry.time = fields[c_time];
    entry.user = unescaped(fields[c_user], m_user);
    entry.database = unescaped(fields[c_database], m_database);
    entry.session = fields[c_session];
    entry.message = unescaped(fields[c_message], m_message);
    entry.detail = unescaped(fields[c_detail], m_detail);
    hand_over(entry, on_entry);
  }

  // The fields up to the last that is needed, without their quotes; the rest is only counted.
  static bool split(std::string_view text, std::array<std::string_view, c_needed>& fields) {
    std::size_t count = 0;
    std::size_t at = 0;
    for (;;) {
      std::size_t end = 0;
      std::string_view field;
      if (at < text.size() && text[at] == '"') {
        end = at + 1;
        for (;; end += 2) {
          end = text.find('"', end);
          if (end == std::string_view::npos) return false;  // cut off
          if (end + 1 >= text.size() || text[end + 1] != '"') break;
        }
        field = text.substr(at + 1, end - at - 1);
        ++end;
      } else {
        end = std::min(text.find(',', at), text.size());
        field = text.substr(at, end - at);
      }
      if (count < fields.size()) fields[count] = field;
      ++count;
      if (end >= text.size()) return count >= c_least;
      if (text[end] != ',') return false;
      // What follows the last field that is needed is as many fields as it has commas, or fewer.
      at = end + 1;
      if (count == c_needed) return remaining_fields(text.substr(at)) + count >= c_least;
    }
  }

  static std::size_t remaining_fields(std::string_view rest) {
    return 1 + static_cast<std::size_t>(std::ranges::count(rest, ','));
  }

  static std::string_view unescaped(std::string_view field, std::string& storage) {
    std::size_t quote = field.find('"');
    if (quote == std::string_view::npos) return field;
    storage.clear();
    std::size_t begin = 0;
    for (; quote != std::string_view::npos; quote = field.find('"', begin)) {
      storage.append(field.substr(begin, quote + 1 - begin));
      begin = std::min(quote + 2, field.size());
    }
    storage.append(field.substr(begin));
    return storage;
  }

  std::string m_user;
  std::string m_database;
  std::string m_message;
  std::string m_detail;
};

}  // namespace

std::unique_ptr<LogForm> make_csv_form() {
  return std::make_unique<CsvForm>();
}

}  // namespace selfopt::collect_log
