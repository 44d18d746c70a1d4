#include "collect/log_ledger.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>

#include <selfopt/error.hpp>

#include "input/byte_source.hpp"
#include "input/content_hash.hpp"

namespace selfopt::collect_log {
namespace {

bool can_be_read_twice(const std::string& path) {
  std::error_code error;
  return path != "-" && std::filesystem::is_regular_file(path, error);
}

// Reads as much of a log as is needed to find out which of its beginnings is known.
class Matcher {
 public:
  explicit Matcher(const LogFile& file) : m_source(input::open_source(file.path, file.fd)) {}

  /// \returns the longest of \p known that the log begins with, or null
  const pg::LogPosition* match(const std::vector<pg::LogPosition>& known) {
    read_to(k_head_bytes);
    const std::string head = head_hash({m_buffer.data(), m_buffer.size()});
    std::vector<const pg::LogPosition*> candidates;
    for (const pg::LogPosition& position : known)
      if (position.head_hash == head) candidates.push_back(&position);
    std::ranges::sort(candidates, {}, &pg::LogPosition::position);
    const pg::LogPosition* longest = nullptr;
    for (const pg::LogPosition* candidate : candidates) {
      if (!hash_to(candidate->position)) break;
      if (m_hash.hex() == candidate->content_hash) longest = candidate;
    }
    return longest;
  }

 private:
  // \returns false if the log ends before
  bool hash_to(std::int64_t position) {
    while (m_hashed < position) {
      if (m_buffer.empty()) read_to(k_chunk_bytes);
      if (m_buffer.empty()) return false;
      const auto size = std::min(m_buffer.size(), static_cast<std::size_t>(position - m_hashed));
      m_hash.update({m_buffer.data(), size});
      m_hashed += static_cast<std::int64_t>(size);
      m_buffer.erase(0, size);
    }
    return true;
  }

  void read_to(std::size_t size) {
    std::size_t have = m_buffer.size();
    m_buffer.resize(size);
    try {
      while (const std::size_t got =
                 have < size ? m_source->read(m_buffer.data() + have, size - have) : 0)
        have += got;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
      // Damaged: reading it will say so.
    }
    m_buffer.resize(have);
  }

  static constexpr std::size_t k_chunk_bytes = std::size_t{1} << 20;
  std::unique_ptr<input::ByteSource> m_source;
  std::string m_buffer;
  input::ContentHash m_hash;
  std::int64_t m_hashed = 0;
};

}  // namespace

// A connection for each step: between them lie minutes of reading.
LogLedger::LogLedger(const Database& database) : m_database(database) {
  pg::Session session(m_database);
  m_known = pg::read_log_positions(session);
}

void LogLedger::find_counted(std::vector<LogFile>& files) const {
  for (LogFile& file : files) {
    try {
      if (!can_be_read_twice(file.path)) file.fd = input::spool(file.path);
      const pg::LogPosition* counted = Matcher(file).match(m_known);
      if (counted == nullptr) continue;
      file.counted_bytes = counted->position;
      file.counted_hash = counted->content_hash;
    } catch (const Error& error) {
      // What cannot be opened is told of when it is read.
      if (error.kind() != ErrorKind::input) throw;
    }
  }
}

void LogLedger::store(const Workload& queries, const std::vector<LogFile>& files,
                      std::chrono::milliseconds keep) const {
  std::vector<pg::CountedLog> counted;
  for (const LogFile& file : files) {
    if (file.head_hash.empty() || file.position == 0) continue;
    counted.push_back({{file.head_hash, file.content_hash, file.position, file.path},
                       file.position == file.counted_bytes ? "" : file.counted_hash});
  }
  pg::Session session(m_database);
  pg::store_logs(session, queries, m_known, counted, keep);
}

}  // namespace selfopt::collect_log
