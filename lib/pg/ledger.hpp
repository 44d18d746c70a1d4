#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/action.hpp>

#include "pg/session.hpp"

/// The ledger selfopt.actions: what was to be changed, written before; what came of it, after.
namespace selfopt::pg {

/// Writes that \p action is about to be done. \returns its number
std::int64_t record_intent(Session& session, const Action& action);

/// Writes what became of the action with \p action.id: its state, message, size, duration and the
/// definition of the index.
void record_outcome(Session& session, const Action& action);

/// Writes what was measured before and after the action with \p action.id.
void record_verification(Session& session, const Action& action);

/// Writes the state of one action and nothing else.
void record_state(Session& session, std::int64_t id, const std::string& state);

/// \returns all actions, the latest first; their measurements without the single statements. None
///          if there is no ledger, or only one that an earlier version made
std::vector<Action> read_actions(Session& session);

/// \returns whether the ledger exists
bool has_ledger(Session& session);

/// \returns indexes that are invalid and not being built: schema-qualified, with their tables as
///          "INDEX on TABLE"
std::vector<std::string> invalid_indexes(Session& session);

}  // namespace selfopt::pg
