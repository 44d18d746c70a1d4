#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>

#include "pg/session.hpp"

/// What a planner knows of tables beside their columns, carried from one database to another.
namespace selfopt::pg {

/// How large a table or index is, as the planner sees it.
struct RelationSize {
  std::string name;        ///< schema-qualified, quoted where needed
  std::string method;      ///< of an index; "heap" or empty for what is none
  std::int64_t pages = 0;  ///< pg_class.relpages
  double rows = 0;         ///< pg_class.reltuples
  std::int64_t all_visible_pages = 0;
  std::int64_t blocks = 0;  ///< that its file has now
  double key_width = 0;     ///< of a B-tree, bytes
};

/// The statistics of one column, or of one expression of an index: a row of pg_stats as text.
using ColumnStatistics = std::vector<std::optional<std::string>>;

struct StatisticsCopy {
  std::vector<RelationSize> sizes;
  std::vector<ColumnStatistics> columns;
  /// What keeps statistics from being read, for people.
  std::vector<std::string> unread;
};

/// Reads them from pg_stats, where everybody sees those of tables that they may read.
StatisticsCopy read_statistics_copy(Session& session);

/// Writes \p copy into a database that has the same tables. Needs a superuser: these are tables of
/// the system. Of a column whose type has checks of its own only the plain figures are written, so
/// that nothing of the other database is run.
void write_statistics_copy(const Database& database, const StatisticsCopy& copy);

/// Where a table or an index keeps its rows.
struct RelationFile {
  std::size_t size = 0;  ///< place in StatisticsCopy::sizes
  std::string path;      ///< below the server's data folder
};
std::vector<RelationFile> find_files(const Database& database, const StatisticsCopy& copy);

}  // namespace selfopt::pg
