#pragma once

#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>

namespace selfopt::test {

/// A database of its own for one test on a Citus cluster, on all nodes that the coordinator named
/// by SELFOPT_TEST_CITUS_DSN knows; dropped at the end.
class CitusDatabase {
 public:
  CitusDatabase();
  ~CitusDatabase();
  CitusDatabase(const CitusDatabase&) = delete;
  CitusDatabase& operator=(const CitusDatabase&) = delete;

  /// \returns the coordinator's
  const Database& database() const { return m_database; }
  /// \returns those of the nodes that hold shards
  const std::vector<Database>& workers() const { return m_workers; }

  /// Runs statements on the coordinator, one after the other. Fails the test on an error.
  void run(const std::vector<std::string>& statements) const;
  /// \returns the first column of the first row of \p query, "" for NULL or no row
  std::string value(const std::string& query) const;

 private:
  void drop_everywhere() const;

  std::string m_name;
  std::vector<std::string> m_maintenance;  ///< a database to connect to on each node
  Database m_database;
  std::vector<Database> m_workers;
};

/// Runs statements there, one after the other.
void run_on(const Database& database, const std::vector<std::string>& statements);
std::string value_on(const Database& database, const std::string& query);

}  // namespace selfopt::test
