#pragma once

#include <chrono>

#include <selfopt/nouns/action.hpp>
#include <selfopt/nouns/database.hpp>

#include "pg/index_build.hpp"
#include "pg/session.hpp"

namespace selfopt::change {

/// The two connections that a change needs: one that builds, one that reads the catalog and writes
/// the ledger meanwhile.
class Workshop {
 public:
  /// Takes the one-runner lock, makes the ledger if it is missing, and finishes or cleans up what
  /// an earlier run left unfinished.
  /// \throws Error{busy}, Error{refused}, Error{database}
  Workshop(const Database& database, std::chrono::milliseconds max_wait);

  /// Makes one change that is in state "planned": writes the intent, runs the DDL with progress,
  /// looks at what really is, cleans up if it failed, and writes the outcome.
  /// \returns the action in state "done" or "failed"
  /// \throws Error::interrupted after cleaning up, if a signal came
  Action make(Action action);

  /// Takes one change back that is in state "done".
  /// \returns the action in state "undone", or still "done" with a message if that failed
  Action take_back(Action action);

  pg::Session& ledger() { return m_ledger; }

 private:
  void reconcile();
  void settle(Action action);
  void build_with_progress(const Action& action, const std::string& ddl);
  void give_up(Action& action, std::chrono::steady_clock::time_point start);
  bool remove_invalid(const Action& action);
  void finish(Action& action, std::chrono::steady_clock::time_point start);

  Database m_database;
  pg::IndexBuilder m_builder;
  pg::Session m_ledger;
};

}  // namespace selfopt::change
