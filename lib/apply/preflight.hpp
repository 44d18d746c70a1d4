#pragma once

#include <string>

#include <selfopt/apply.hpp>

#include "apply/change.hpp"
#include "pg/server_condition.hpp"
#include "pg/session.hpp"

namespace selfopt::change {

/// \returns why a server must not be changed at all, or ""
/// \param hint receives what to do about it
std::string reason_to_refuse(const pg::ServerFacts& facts, std::string& hint);

/// \throws Error{refused} if this server must not be changed at all
void demand_changeable_server(pg::Session& session);

/// Looks whether now is a good time for a change: prepared or long transactions that would hold it
/// up, replicas that are behind, busy servers, full disks. Waits for what passes by, `max_wait_ms`
/// at most, and says what it waits for.
/// \param action of state "planned"
/// \returns why the change has to be postponed, or ""
/// \throws Error::interrupted
std::string reason_to_postpone(pg::Session& session, const Action& action,
                               const ApplyOptions& options, const Limits& limits);

/// Looks whether the table, and the index that is to be dropped, still are what the change was
/// planned for: a wait may be long, and others change tables, too.
/// \returns why the plan does not hold any more, or ""
std::string reason_it_is_stale(pg::Session& session, const Action& action);

/// Looks whether another selfopt has made the change between our plan and our lock.
/// \returns why it need not be made, or ""
std::string reason_it_is_done(pg::Session& session, const Action& action);

}  // namespace selfopt::change
