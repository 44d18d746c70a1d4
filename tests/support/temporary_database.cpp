#include "support/temporary_database.hpp"

#include <atomic>
#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

#include <fmt/format.h>
#include <pqxx/pqxx>

#include "pg/conninfo.hpp"

namespace selfopt::test {
namespace {

std::string server() {
  const char* dsn = std::getenv("SELFOPT_TEST_DSN");
  if (dsn == nullptr)
    throw std::runtime_error("SELFOPT_TEST_DSN is not set; run scripts/with-postgres ctest");
  return dsn;
}

void run_on(const std::string& conninfo, const std::string& sql) {
  pqxx::connection connection(conninfo);
  pqxx::nontransaction transaction(connection);
  transaction.exec(sql);
}

}  // namespace

TemporaryDatabase::TemporaryDatabase(Extensions extensions) {
  static std::atomic<int> counter{0};
  m_name = fmt::format("selfopt_test_{}_{}", getpid(), ++counter);
  run_on(server(), fmt::format("create database {} template template0 encoding 'UTF8'", m_name));
  m_database = {pg::with_setting(server(), "dbname", m_name), "test"};
  if (extensions == Extensions::all)
    run("create extension pg_stat_statements; create extension hypopg;");
}

TemporaryDatabase::~TemporaryDatabase() {
  try {
    run_on(server(), fmt::format("drop database {} with (force)", m_name));
  } catch (const std::exception&) {
    // A test may have taken the server away; the next start removes its folder whole.
  }
}

void TemporaryDatabase::run(const std::string& sql) const {
  run_on(m_database.conninfo, sql);
}

std::string TemporaryDatabase::value(const std::string& query) const {
  pqxx::connection connection(m_database.conninfo);
  pqxx::nontransaction transaction(connection);
  const pqxx::result result = transaction.exec(query);
  return result.empty() || result[0][0].is_null() ? "" : result[0][0].as<std::string>();
}

}  // namespace selfopt::test
