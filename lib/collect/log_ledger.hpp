#pragma once

#include <chrono>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/workload.hpp>

#include "collect/log_reader.hpp"
#include "pg/log_store.hpp"

namespace selfopt::collect_log {

/// What a database remembers of the logs that were counted into it, so that no call is counted
/// twice: neither when a log is read again after it has grown, nor after it was renamed or
/// compressed.
class LogLedger {
 public:
  /// \throws Error{refused} without the privilege, Error{database} if there is no server
  explicit LogLedger(const Database& database);

  /// Notes in each of \p files how much of it has been counted. Standard input and pipes are copied
  /// to temporary files first: they are read twice.
  void find_counted(std::vector<LogFile>& files) const;

  /// Stores what the new parts of \p files tell, and how far they are counted now.
  void store(const Workload& queries, const std::vector<LogFile>& files,
             std::chrono::milliseconds keep) const;

 private:
  Database m_database;
  std::vector<pg::LogPosition> m_known;
};

}  // namespace selfopt::collect_log
