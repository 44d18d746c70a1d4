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
#include "input/pattern.hpp"

namespace selfopt::collect_log {
namespace {

constexpr std::size_t k_chunk_bytes = std::size_t{1} << 20;
// What is looked at to find out which form a log has.
constexpr std::size_t k_form_bytes = 1024;
// An entry that is longer is not one: the file is not what it seems.
constexpr std::size_t k_longest_entry = std::size_t{256} << 20;

// One file, in pieces that end where an entry ends.
class FileReader {
 public:
  FileReader(std::string path, const LogForm::OnEntry& on_entry)
      : m_path(std::move(path)), m_on_entry(on_entry), m_source(input::open_source(m_path)) {}

  void read(LogReport& report, Progress& progress, std::int64_t bytes_before) {
    for (bool last = false; !last;) {
      last = !fill();
      if (!m_form && (m_size >= k_form_bytes || (last && m_size > 0)))
        m_form = make_form({m_buffer.data(), m_size});
      if (m_form) take(last);
      progress.update(bytes_before + m_source->consumed());
    }
    report.bytes += m_source->consumed();
    if (!m_form) return;
    report.skipped.entries += m_form->skipped().entries;
    report.skipped.bytes += m_form->skipped().bytes;
    report.skipped.foreign += m_form->skipped().foreign;
    if (m_form->skipped().entries > 0)
      log::warning("{}: skipped {} at {} place{}: cut off, or no log entries", name(),
                   format_bytes(m_form->skipped().bytes), m_form->skipped().entries,
                   m_form->skipped().entries == 1 ? "" : "s");
  }

 private:
  // \returns false at the end of the file
  bool fill() {
    if (m_buffer.size() - m_size < k_chunk_bytes) m_buffer.resize(m_size + k_chunk_bytes);
    try {
      const std::size_t got = m_source->read(m_buffer.data() + m_size, k_chunk_bytes);
      m_size += got;
      return got > 0;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
      // Damaged or cut off in compression: what came before it is good.
      log::warning("{}; what follows in it was not read", error.message());
      return false;
    }
  }

  void take(bool last) {
    const std::size_t done = m_form->take({m_buffer.data(), m_size}, last, m_on_entry);
    if (done == 0 && m_size > k_longest_entry)
      throw Error(ErrorKind::input, fmt::format("{} is no log of PostgreSQL", name()),
                  fmt::format("{} hold no end of an entry.",
                              format_bytes(static_cast<std::int64_t>(m_size))));
    std::memmove(m_buffer.data(), m_buffer.data() + done, m_size - done);
    m_size -= done;
  }

  std::string name() const {
    return m_path == "-" ? "standard input" : fmt::format("\"{}\"", m_path);
  }

  std::string m_path;
  const LogForm::OnEntry& m_on_entry;
  std::unique_ptr<input::ByteSource> m_source;
  std::unique_ptr<LogForm> m_form;
  std::vector<char> m_buffer;
  std::size_t m_size = 0;
};

}  // namespace

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

LogReport read_logs(const std::vector<std::string>& files, const LogForm::OnEntry& on_entry) {
  LogReport report;
  std::int64_t total = 0;
  for (const std::string& file : files)
    total += input::size_of(file);
  Progress progress("reading logs", total, Progress::Unit::bytes);
  const LogForm::OnEntry counted = [&](const LogEntry& entry) {
    ++report.entries;
    on_entry(entry);
  };
  std::optional<Error> failure;
  for (const std::string& file : files) {
    try {
      FileReader(file, counted).read(report, progress, report.bytes);
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
