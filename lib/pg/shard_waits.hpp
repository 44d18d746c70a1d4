#pragma once

#include <optional>
#include <string>

#include "pg/session.hpp"

namespace selfopt::pg {

/// A lock_timeout of the coordinator's session does not reach the nodes, so somebody has to look.
/// \param coordinator a session for this alone: the coordinator asks all nodes, and where one of
///        them hangs the session is lost after five seconds
/// \param pid the coordinator's server process
/// \returns whom the parts of its statement wait for on other nodes, for people; nothing if for
///          nobody
std::optional<std::string> blocker_on_nodes(Session& coordinator, int pid);

}  // namespace selfopt::pg
