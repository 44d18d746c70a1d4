#pragma once

#include <memory>
#include <string>
#include <vector>

#include <pqxx/pqxx>

#include <selfopt/nouns/database.hpp>

#include "support/fragile_link.hpp"

namespace selfopt::test {

/// How the nodes of a cluster, and we, reach its last worker.
enum class LastWorker { directly, over_link };

/// A database of its own for one test on a Citus cluster, on all nodes that the coordinator named
/// by SELFOPT_TEST_CITUS_DSN knows; dropped at the end.
class CitusDatabase {
 public:
  explicit CitusDatabase(LastWorker last = LastWorker::directly);
  ~CitusDatabase();
  CitusDatabase(const CitusDatabase&) = delete;
  CitusDatabase& operator=(const CitusDatabase&) = delete;

  /// \returns the coordinator's
  const Database& database() const { return m_database; }
  /// \returns those of the nodes that hold shards
  const std::vector<Database>& workers() const { return m_workers; }

  /// \returns the way to the last worker, which the cluster takes it to be behind
  FragileLink& link() { return *m_link; }
  /// \returns "host:port" of the node behind the link
  std::string linked_node() const;

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
  std::unique_ptr<FragileLink> m_link;
};

/// A transaction on a node that the end of a build waits for.
class LongReader {
 public:
  explicit LongReader(const Database& worker);

 private:
  pqxx::connection m_connection;
  pqxx::work m_work;
};

/// Runs statements there, one after the other.
void run_on(const Database& database, const std::vector<std::string>& statements);
std::string value_on(const Database& database, const std::string& query);

}  // namespace selfopt::test
