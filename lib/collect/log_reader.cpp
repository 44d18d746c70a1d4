#include "collect/log_reader.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/units.hpp>

#include "diag/progress.hpp"
#include "env/files.hpp"
#include "input/byte_source.hpp"
#include "input/content_hash.hpp"
#include "input/pattern.hpp"

namespace selfopt::collect_log {
namespace {

constexpr std::size_t k_chunk_bytes = std::size_t{1} << 20;
// What is looked at to find out which form a log has.
constexpr std::size_t k_form_bytes = 1024;
// An entry that is longer is not one.
constexpr std::size_t k_longest_entry = std::size_t{64} << 20;

// One file, in pieces that end where an entry ends.
class FileReader {
 public:
  FileReader(LogFile& file, ReadMode mode, const LogForm::OnEntry& on_entry,
             const std::function<void(bool)>& on_part)
      : m_file(file),
        m_mode(mode),
        m_on_entry(on_entry),
        m_on_part(on_part),
        m_source(input::open_source(file.path, file.fd)) {}

  void read(LogReport& report, Progress& progress, std::int64_t bytes_before) {
    m_on_part(m_file.counted_bytes == 0);
    for (bool last = false; !last;) {
      last = !fill();
      if (is_head_known(last)) {
        take_counted(last);
        if (m_done >= m_file.counted_bytes) take_new(last);
      }
      progress.update(bytes_before + m_source->consumed());
    }
    m_file.position = m_done;
    m_file.content_hash = m_hash.hex();
    report.bytes += m_source->consumed();
    tell_skipped(report.skipped);
  }

 private:
  void tell_skipped(Skipped& all) const {
    if (m_gap_bytes > 0)
      log::warning("{}: skipped {} of zeros at its beginning", name(), format_bytes(m_gap_bytes));
    if (m_endless_bytes > 0)
      log::warning("{}: skipped {} of lines that are too long for an entry of a log", name(),
                   format_bytes(m_endless_bytes));
    if (!m_form) return;
    const Skipped& skipped = m_form->skipped();
    all.entries += skipped.entries;
    all.bytes += skipped.bytes;
    all.foreign += skipped.foreign;
    if (skipped.entries > 0)
      log::warning("{}: skipped {} at {} place{}: cut off, or no log entries", name(),
                   format_bytes(skipped.bytes), skipped.entries, skipped.entries == 1 ? "" : "s");
    if (skipped.recoded > 0)
      log::notice("{}: {} {} not UTF-8, and read as Latin-1 (windows-1252)", name(),
                  format_count(skipped.recoded), skipped.recoded == 1 ? "entry is" : "entries are");
  }

  // Twice as much each time that an entry has no end yet: it is looked through anew each time.
  // \returns false at the end of the file
  bool fill() {
    const std::size_t full = m_size + std::max(k_chunk_bytes, m_size);
    if (m_buffer.size() < full) m_buffer.resize(full);
    while (m_size < full) {
      const std::size_t got = read_more(full - m_size);
      if (got == 0) return false;
      m_size += got;
    }
    return true;
  }

  std::size_t read_more(std::size_t size) {
    try {
      const std::size_t got = m_source->read(m_buffer.data() + m_size, size);
      if (!m_source->rewritten()) return got;
      log::warning(
          "{} was emptied while it was read, as rotation with copytruncate does: of what it held "
          "only the first {} were read; the rest is in the copy, so read the copy and the file "
          "once more",
          name(), format_bytes(m_done + static_cast<std::int64_t>(m_size)));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
      // Damaged or cut off in compression: what came before it is good.
      log::warning("{}; what follows in it was not read", error.message());
    }
    return 0;
  }

  bool is_head_known(bool last) {
    if (m_mode != ReadMode::whole && m_file.head_hash.empty())
      m_file.head_hash = head_hash({m_buffer.data(), m_size});
    return m_mode == ReadMode::whole || last || !m_file.head_hash.empty();
  }

  // What was counted before: passed over, or read once more as it was read then.
  void take_counted(bool last) {
    const std::int64_t left = m_file.counted_bytes - m_done;
    if (left <= 0) return;
    const std::size_t size = std::min(m_size, static_cast<std::size_t>(left));
    const bool whole = static_cast<std::int64_t>(size) == left;
    if (m_mode == ReadMode::only_new) {
      drop(size);
    } else if (m_size >= k_form_bytes || last) {
      if (!m_form) m_form = make_form({m_buffer.data(), m_size});
      drop(m_form->take({m_buffer.data(), size}, whole, m_on_entry));
    }
    if (m_done == m_file.counted_bytes) m_on_part(true);
  }

  void take_new(bool last) {
    if (!m_form) skip_gap();
    if (m_is_endless) skip_rest_of_line();
    if (!m_form && (m_size >= k_form_bytes || (last && m_size > 0)))
      m_form = make_form({m_buffer.data(), m_size});
    if (m_form) take(m_size, last);
  }

  // A writer that goes on at its old place after a file was emptied leaves zeros before it.
  void skip_gap() {
    constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";
    if (m_done == 0 && std::string_view(m_buffer.data(), m_size).starts_with(k_byte_order_mark))
      drop(k_byte_order_mark.size());
    const auto end = m_buffer.begin() + static_cast<std::ptrdiff_t>(m_size);
    const auto zeros = std::find_if(m_buffer.begin(), end, [](char c) { return c != '\0'; });
    const auto size = static_cast<std::size_t>(zeros - m_buffer.begin());
    m_gap_bytes += static_cast<std::int64_t>(size);
    drop(size);
  }

  void take(std::size_t size, bool last) {
    if (last && m_mode != ReadMode::whole) {
      // A line without its end may still be written: it is left for the next time.
      drop(m_form->take({m_buffer.data(), size}, false, m_on_entry));
      m_form->take({}, true, m_on_entry);
      return;
    }
    drop(m_form->take({m_buffer.data(), size}, last, m_on_entry));
    m_is_endless = m_size > k_longest_entry;
    if (m_is_endless) skip_rest_of_line();
  }

  // What is too long for an entry is none; behind its line the log may go on.
  void skip_rest_of_line() {
    const std::string_view text(m_buffer.data(), m_size);
    const std::size_t end = text.find('\n');
    m_is_endless = end == std::string_view::npos;
    const std::size_t size = m_is_endless ? m_size : end + 1;
    m_endless_bytes += static_cast<std::int64_t>(size);
    drop(size);
  }

  void drop(std::size_t size) {
    if (m_mode != ReadMode::whole) m_hash.update({m_buffer.data(), size});
    m_done += static_cast<std::int64_t>(size);
    std::memmove(m_buffer.data(), m_buffer.data() + size, m_size - size);
    m_size -= size;
  }

  std::string name() const {
    return m_file.path == "-" ? "standard input" : fmt::format("\"{}\"", m_file.path);
  }

  LogFile& m_file;
  ReadMode m_mode;
  const LogForm::OnEntry& m_on_entry;
  const std::function<void(bool)>& m_on_part;
  std::unique_ptr<input::ByteSource> m_source;
  std::unique_ptr<LogForm> m_form;
  std::vector<char> m_buffer;
  std::size_t m_size = 0;
  std::int64_t m_gap_bytes = 0;
  std::int64_t m_endless_bytes = 0;
  bool m_is_endless = false;  // within such a line
  std::int64_t m_done = 0;    // bytes of the file, decompressed, that are done with
  input::ContentHash m_hash;  // of these
};

}  // namespace

std::string head_hash(std::string_view begin) {
  begin = begin.substr(0, k_head_bytes);
  const std::size_t end = begin.find('\n');
  if (end == std::string_view::npos && begin.size() < k_head_bytes) return {};
  input::ContentHash hash;
  hash.update(begin.substr(0, end));
  return hash.hex();
}

std::vector<std::string> list_logs(const std::vector<std::string>& names) {
  std::vector<std::string> files;
  for (const std::string& name : names) {
    std::error_code error;
    const bool is_pattern =
        name.find_first_of("*?[") != std::string::npos && !std::filesystem::exists(name, error);
    if (is_pattern)
      std::ranges::copy(input::matches_of(name), std::back_inserter(files));
    else
      files.push_back(name);
  }
  std::set<std::string> seen;
  std::erase_if(files, [&](const std::string& file) { return !seen.insert(file).second; });
  return files;
}

LogReport read_logs(std::vector<LogFile>& files, ReadMode mode, const LogForm::OnEntry& on_entry,
                    const std::function<void(bool)>& on_part) {
  LogReport report;
  std::int64_t total = 0;
  for (const LogFile& file : files)
    total += input::size_of(file.path, file.fd);
  Progress progress("reading logs", total, Progress::Unit::bytes);
  const LogForm::OnEntry counted = [&](const LogEntry& entry) {
    ++report.entries;
    on_entry(entry);
  };
  std::optional<Error> failure;
  for (LogFile& file : files) {
    try {
      FileReader(file, mode, counted, on_part).read(report, progress, report.bytes);
      ++report.files;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted || files.size() == 1) throw;
      log::warning("{}; the file was left out", error.message());
      if (!failure) failure = error;
    }
  }
  if (report.files == 0 && failure) throw *failure;
  return report;
}

}  // namespace selfopt::collect_log
