// How a Planner does without indexes that exist.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <selfopt/error.hpp>

#include "pg/array_text.hpp"
#include "pg/planner.hpp"

namespace selfopt::pg {

Hiding Planner::enable_hiding(std::optional<std::chrono::milliseconds> trial_lock_timeout) {
  const auto known = m_wire.execute(
      "select pg_catalog.to_regprocedure($1 || '.hypopg_hide_index(oid)') is not null"
      " and pg_catalog.to_regprocedure($1 || '.hypopg_unhide_all_indexes()') is not null",
      {m_hypopg_schema});
  if (!m_hypopg_schema.empty() && known.rows.front().front() == "t") {
    m_hiding = Hiding::hypopg;
  } else if (trial_lock_timeout) {
    m_hiding = Hiding::trial;
    m_trial_lock_timeout = *trial_lock_timeout;
  }
  return m_hiding;
}

void Planner::allow_changes_of_shards() {
  m_wire.execute("set citus.enable_manual_changes_to_shards = on");
}

void Planner::hide(const std::vector<std::string>& indexes) {
  if (indexes == m_hidden) return;
  if (m_hiding == Hiding::hypopg) {
    m_wire.execute(fmt::format("select {}.hypopg_unhide_all_indexes()", m_hypopg_schema));
    m_wire.execute(fmt::format("select count({}.hypopg_hide_index(n::pg_catalog.regclass))"
                               " from unnest($1::text[]) n",
                               m_hypopg_schema),
                   {array_text(indexes)});
  }
  m_hidden = indexes;
}

// The lock is held for one plan, and nothing but the rollback ends the transaction: it is read-only
// before the user's statement is looked at, and the extended protocol takes no second statement.
std::string Planner::explain_in_trial(const PlannableStatement& statement) {
  m_wire.execute("begin isolation level read committed read write");
  m_in_trial = true;
  try {
    m_wire.execute(fmt::format("set local lock_timeout = {}", m_trial_lock_timeout.count()));
    m_wire.execute(fmt::format("drop index {}", fmt::join(m_hidden, ", ")));
    m_wire.execute("set transaction read only");
    std::string plan = explain_now(statement, "format json");
    m_in_trial = false;
    m_wire.execute("rollback");
    return plan;
  } catch (const Error&) {
    m_in_trial = false;
    if (m_wire.alive()) {
      m_wire.execute("rollback");
      m_wire.execute("deallocate all");
    }
    throw;
  }
}

}  // namespace selfopt::pg
