#pragma once

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <selfopt/nouns/workload.hpp>

#include "pg/statements_view.hpp"
#include "sql/effect.hpp"

namespace selfopt {

/// Makes queries of the rows of pg_stat_statements. Remembers what it has parsed.
class StatementMerger {
 public:
  /// \param taken_at when the statistics were read, ISO 8601
  explicit StatementMerger(std::string taken_at) : m_taken_at(std::move(taken_at)) {}

  /// Makes one query of all rows that have the same fingerprint and database; what does not parse
  /// goes by its text. Statements other than SELECT, INSERT, UPDATE, DELETE and MERGE are left out.
  /// \returns most total time first
  Workload merge(const std::vector<pg::StatementStatistics>& rows);

 private:
  void parse_new(const std::vector<pg::StatementStatistics>& rows);

  std::string m_taken_at;
  std::unordered_map<std::string, sql::Glance> m_glances;
};

}  // namespace selfopt
