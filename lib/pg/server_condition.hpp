#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pg/session.hpp"

/// In what state a server is: whether it can be changed at all, and whether now is a good time.
namespace selfopt::pg {

/// A transaction that a concurrent build or drop would have to wait for.
struct OpenTransaction {
  int pid = 0;              ///< 0: a prepared transaction, which no process runs
  std::string description;  ///< who it is, for people: program, user, state
  double age_s = 0;         ///< since the transaction began
};

/// What never changes while a program runs, as a rule.
struct ServerFacts {
  int version = 0;  ///< for example 150020
  bool standby = false;
  bool read_only = false;    ///< sessions may only read, by default
  int replicas = 0;          ///< servers that follow it
  std::string no_changes{};  ///< why this engine must not be changed as PostgreSQL is; or empty
};
ServerFacts server_facts(Session& session);

/// How busy a server is.
struct ServerLoad {
  int active_sessions = 0;  ///< that run a statement at this moment; ours left out
  double replay_lag_s = 0;  ///< of the replica that is furthest behind
};
ServerLoad server_load(Session& session);

/// \param table what is to be changed
/// \param least_age_s younger transactions are left out: they will be over soon
/// \returns transactions of this database with a snapshot, or that have written \p table, and those
///          that wait for the lock of selfopt apply, whatever their age; the oldest first, ours
///          left out
std::vector<OpenTransaction> transactions_in_the_way(Session& session, const std::string& table,
                                                     double least_age_s);

/// \returns the name (gid) of a prepared transaction that has locked \p table, or ""
std::string prepared_transaction_on(Session& session, const std::string& table);

/// \returns who runs in server process \p pid, for people; without the statement's text
std::string describe_process(Session& session, int pid);

}  // namespace selfopt::pg
