#pragma once

#include <string>

#include <selfopt/nouns/database.hpp>

namespace selfopt::test {

/// A database of its own for one test, on the server that SELFOPT_TEST_DSN names; dropped at the
/// end. Made from template0, with pg_stat_statements and HypoPG if asked for.
class TemporaryDatabase {
 public:
  enum class Extensions { none, all };
  explicit TemporaryDatabase(Extensions extensions = Extensions::none);
  ~TemporaryDatabase();
  TemporaryDatabase(const TemporaryDatabase&) = delete;
  TemporaryDatabase& operator=(const TemporaryDatabase&) = delete;

  const Database& database() const { return m_database; }
  const std::string& name() const { return m_name; }

  /// Runs SQL (several statements allowed) in it. Fails the test on an error.
  void run(const std::string& sql) const;
  /// \returns the first column of the first row of \p query, "" for NULL or no row.
  std::string value(const std::string& query) const;

 private:
  std::string m_name;
  Database m_database;
};

}  // namespace selfopt::test
