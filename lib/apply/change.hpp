#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/error.hpp>
#include <selfopt/nouns/action.hpp>
#include <selfopt/nouns/database.hpp>

#include "pg/index_build.hpp"
#include "pg/index_facts.hpp"
#include "pg/partitions.hpp"
#include "pg/session.hpp"
#include "pg/unverified.hpp"

namespace selfopt::change {

using Clock = std::chrono::steady_clock;

/// How long a change may take.
struct Limits {
  std::chrono::milliseconds max_wait{};    ///< for other transactions
  std::optional<Clock::time_point> until;  ///< a change that goes on longer is stopped and cleaned
  int retries = 2;                         ///< after deadlocks and lost connections
  std::size_t parallel = 1;                ///< parts of a table that are indexed at the same time
};

/// Why a statement failed.
struct Failure {
  Error error;
  std::string sqlstate;    ///< empty if the connection broke
  std::string waited_for;  ///< who held it up last, for people; empty if nobody
  bool out_of_time = false;
  bool waited_too_long = false;  ///< on another node
  bool lost = false;             ///< the connection

  std::string text() const;
  /// \returns whether other transactions were in the way, and the same may work later
  bool is_for_later() const;
};

/// The two connections that a change needs: one that builds, one that reads the catalog and writes
/// the ledger meanwhile.
class Workshop {
 public:
  /// Takes the one-runner lock, makes the ledger if it is missing, and finishes or cleans up what
  /// an earlier run left unfinished.
  /// \throws Error{busy}, Error{refused}, Error{database}
  Workshop(const Database& database, const Limits& limits);

  /// Makes one change that is in state "planned": writes the intent and what it is to be judged by,
  /// runs the DDL with progress, looks at what really is, cleans up if it failed, and writes the
  /// outcome.
  /// \returns the action in state "done", "postponed" or "failed"
  /// \throws Error::interrupted after cleaning up, if a signal came
  Action make(Action action, const pg::Unverified& judged_by);

  /// Takes one change back that is in state "done".
  /// \param into the state it then has: "undone" or "reverted"
  /// \returns the action in that state, or still "done" with a message if that failed
  Action take_back(Action action, const std::string& into);

  /// \returns what the constructor found unfinished and settled, the latest first
  const std::vector<Action>& settled() const { return m_settled; }

  pg::Session& ledger() { return m_ledger; }

 private:
  // change.cpp
  std::optional<Failure> attempt(const Action& action, const std::string& ddl);
  std::optional<Failure> attempt_on(pg::IndexBuilder& builder, const Action& action,
                                    const std::string& ddl) const;
  std::optional<Failure> attempt_all(const Action& action);
  bool may_try_again(const Failure& failure, int attempts) const;
  void reconnect();
  void complete(Action& action);
  bool complete_on_nodes(Action& action, const std::string& sql_name);
  void record(Action& action, Clock::time_point start);
  bool take_back_now(Action& action);

  // clean_up.cpp
  void reconcile();
  void settle(Action action);
  void settle_create(Action& action);
  void settle_drop(Action& action);
  bool clean_up(Action& action, const Failure& failure);
  bool clean_up_create(const Action& action);
  bool clean_up_drop(Action& action);
  bool remove_reindex_copies(const Action& action);
  bool drop_invalid(const Action& action, const std::string& name);
  void drop_left_on_nodes(const Action& action);

  // partitions.cpp
  std::optional<Failure> build_partitioned(const Action& action);
  std::optional<Failure> build_parts(const Action& action, const std::string& table,
                                     const std::string& index);
  std::optional<Failure> build_leaves(const Action& action, const std::vector<pg::IndexPart>& parts,
                                      const std::string& index, const std::string& what);
  std::size_t lanes(const Action& action, const std::string& what, std::size_t leaves);
  std::optional<Failure> attempt_side_by_side(const Action& action,
                                              const std::vector<std::string>& statements,
                                              std::size_t lanes);
  bool remove_partitioned(const Action& action);
  bool remove_parts(const Action& action, const std::string& table, const std::string& index);

  Database m_database;
  Limits m_limits;
  std::unique_ptr<pg::IndexBuilder> m_builder;
  pg::Session m_ledger;
  std::vector<Action> m_settled;
};

/// \returns whether the action makes an index; else it drops one
bool creates(const Action& action);

}  // namespace selfopt::change
