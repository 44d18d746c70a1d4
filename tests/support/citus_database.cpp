#include "support/citus_database.hpp"

#include <atomic>
#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

#include <fmt/format.h>
#include <pqxx/pqxx>

#include "pg/conninfo.hpp"

namespace selfopt::test {
namespace {

std::string coordinator() {
  const char* dsn = std::getenv("SELFOPT_TEST_CITUS_DSN");
  if (dsn == nullptr || *dsn == '\0')
    throw std::runtime_error("SELFOPT_TEST_CITUS_DSN names no coordinator of a Citus cluster");
  return dsn;
}

struct KnownNode {
  std::string host;
  std::string port;
  bool coordinator = false;
};

std::vector<KnownNode> known_nodes() {
  pqxx::connection connection(coordinator());
  pqxx::nontransaction transaction(connection);
  std::vector<KnownNode> nodes;
  for (const auto& row : transaction.exec("select nodename, nodeport, groupid = 0 from pg_dist_node"
                                          " where noderole = 'primary' order by groupid"))
    nodes.push_back({row[0].as<std::string>(), row[1].as<std::string>(), row[2].as<bool>()});
  return nodes;
}

Database at(const KnownNode& node, const std::string& dbname) {
  std::string conninfo = pg::with_setting(coordinator(), "host", node.host);
  conninfo = pg::with_setting(conninfo, "port", node.port);
  conninfo = pg::with_setting(conninfo, "connect_timeout", "3");
  return {pg::with_setting(conninfo, "dbname", dbname), "test"};
}

}  // namespace

void run_on(const Database& database, const std::vector<std::string>& statements) {
  pqxx::connection connection(database.conninfo);
  pqxx::nontransaction transaction(connection);
  for (const std::string& statement : statements)
    transaction.exec(statement);
}

std::string value_on(const Database& database, const std::string& query) {
  pqxx::connection connection(database.conninfo);
  pqxx::nontransaction transaction(connection);
  transaction.exec("set citus.override_table_visibility = off");
  const pqxx::result result = transaction.exec(query);
  return result.empty() || result[0][0].is_null() ? "" : result[0][0].as<std::string>();
}

LongReader::LongReader(const Database& worker)
    : m_connection(worker.conninfo), m_work(m_connection) {
  m_work.exec("set local citus.override_table_visibility = off");
  m_work.exec("set transaction isolation level repeatable read");
  m_work.exec("select count(*) from pg_class");
}

CitusDatabase::CitusDatabase(LastWorker last) {
  static std::atomic<int> counter{0};
  m_name = fmt::format("selfopt_citus_{}_{}", getpid(), ++counter);
  std::vector<std::string> joins;
  const std::vector<KnownNode> nodes = known_nodes();
  for (const KnownNode& node : nodes) {
    m_maintenance.push_back(at(node, "postgres").conninfo);
    run_on(at(node, "postgres"), {"create database " + m_name + " template template0"});
    run_on(at(node, m_name), {"create extension citus", "create extension hypopg",
                              "create extension pg_stat_statements"});
    std::string port = node.port;
    if (last == LastWorker::over_link && &node == &nodes.back()) {
      m_link = std::make_unique<FragileLink>(node.host, std::stoi(node.port));
      port = std::to_string(m_link->port());
    }
    joins.push_back(fmt::format("select citus_{}('{}', {})",
                                node.coordinator ? "set_coordinator_host" : "add_node", node.host,
                                port));
    if (node.coordinator)
      m_database = at(node, m_name);
    else
      m_workers.push_back(at(node, m_name));
  }
  run(joins);
}

CitusDatabase::~CitusDatabase() {
  drop_everywhere();
}

// The maintenance daemon of Citus comes back as long as the database is there.
void CitusDatabase::drop_everywhere() const {
  for (const std::string& conninfo : m_maintenance)
    try {
      run_on({conninfo, "test"}, {fmt::format("drop database if exists {} with (force)", m_name)});
    } catch (const std::exception&) {
      // The cluster is the tester's own; what is left there tells its name.
    }
}

std::string CitusDatabase::linked_node() const {
  return fmt::format("127.0.0.1:{}", m_link->port());
}

void CitusDatabase::run(const std::vector<std::string>& statements) const {
  run_on(m_database, statements);
}

std::string CitusDatabase::value(const std::string& query) const {
  pqxx::connection connection(m_database.conninfo);
  pqxx::nontransaction transaction(connection);
  const pqxx::result result = transaction.exec(query);
  return result.empty() || result[0][0].is_null() ? "" : result[0][0].as<std::string>();
}

}  // namespace selfopt::test
