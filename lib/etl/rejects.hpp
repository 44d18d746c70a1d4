#pragma once

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <selfopt/etl.hpp>

namespace selfopt::etl {

/// A row that cannot be loaded.
struct Reject {
  std::string file;
  std::int64_t line = 0;         ///< from 1
  std::int64_t byte_offset = 0;  ///< from 0
  std::string column;            ///< empty if the row as a whole is at fault
  std::string reason;
  std::string_view raw;
};

/// The rejected rows of one table's load. They wait in a temporary file, since there may be many.
class Rejects {
 public:
  explicit Rejects(const RejectLimit& limit) : m_limit(limit) {}

  /// May be called by two threads at a time.
  void add(const Reject& reject);
  std::int64_t count() const { return m_count; }
  /// \returns whether the load has to fail already. A limit in per cent is known at the end only.
  bool exceeded() const;
  void clear();
  /// Takes over the rows of \p parts, all of one file and each in the order of that, in its order.
  void absorb(const std::vector<std::unique_ptr<Rejects>>& parts);
  /// \returns place and reason of the first row of \p file, or "".
  std::string first_of(const std::string& file) const;

  /// Calls \p on_row with the values of each row: file, line, byte_offset, column_name ("" if
  /// none), reason, raw.
  void for_each(const std::function<void(const std::vector<std::string>&)>& on_row) const;

 private:
  struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  void keep(const std::vector<std::string>& values);

  RejectLimit m_limit;
  std::mutex m_adding;
  std::atomic<std::int64_t> m_count = 0;
  std::int64_t m_kept = 0;
  std::unique_ptr<std::FILE, FileCloser> m_file;
};

}  // namespace selfopt::etl
