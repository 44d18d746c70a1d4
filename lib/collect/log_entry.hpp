#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace selfopt::collect_log {

/// One entry of a server's log, whatever the log's form. The views are good only during the call
/// that hands them over.
struct LogEntry {
  std::string_view time;      ///< as the log has it: 2026-11-23 00:05:01.123 UTC; may be empty
  std::string_view user;      ///< may be empty
  std::string_view database;  ///< may be empty
  std::string_view session;  ///< what tells sessions apart: session id, or process id; may be empty
  std::string_view message;  ///< without its severity; only entries of severity LOG are handed over
  std::string_view detail;
};

/// What was not read, and why.
struct Skipped {
  std::int64_t entries = 0;
  std::int64_t bytes = 0;
  std::int64_t foreign = 0;  ///< entries whose severity is no English word
  std::int64_t recoded = 0;  ///< entries that are not UTF-8: taken in as windows-1252
};

/// What the severity of an entry tells.
enum class Severity { log, other, foreign };

/// \returns Severity::foreign for what no server writes in English.
Severity severity_of(std::string_view word);

/// Cuts the bytes of one form of log into entries.
///
/// A server writes each entry in the encoding of its session's database, so that one file can mix
/// several. What is not UTF-8 is taken for windows-1252, which is Latin-1 and a few signs more.
class LogForm {
 public:
  using OnEntry = std::function<void(const LogEntry&)>;
  virtual ~LogForm() = default;

  /// Takes the whole entries off the front of \p text.
  /// \param last whether no text follows
  /// \returns how many bytes are done with
  virtual std::size_t take(std::string_view text, bool last, const OnEntry& on_entry) = 0;

  const Skipped& skipped() const { return m_skipped; }

 protected:
  void skip(std::size_t bytes) {
    ++m_skipped.entries;
    m_skipped.bytes += static_cast<std::int64_t>(bytes);
  }
  void skip_foreign() { ++m_skipped.foreign; }

  /// Hands over \p entry, its texts in UTF-8.
  void hand_over(LogEntry entry, const OnEntry& on_entry);
  /// \returns \p text if it is UTF-8, else \p storage with it in UTF-8.
  static std::string_view in_utf8(std::string_view text, std::string& storage);
  void note_recoded() { ++m_skipped.recoded; }

 private:
  Skipped m_skipped;
  std::array<std::string, 4> m_recoded;
};

/// csvlog, as log_destination = csvlog writes it, of PostgreSQL 9 and later.
std::unique_ptr<LogForm> make_csv_form();
/// jsonlog, of PostgreSQL 15 and later.
std::unique_ptr<LogForm> make_json_form();
/// stderr, with any log_line_prefix that ends before the severity.
std::unique_ptr<LogForm> make_text_form();

/// Finds the form of a log by its first bytes.
std::unique_ptr<LogForm> make_form(std::string_view first_bytes);

}  // namespace selfopt::collect_log
