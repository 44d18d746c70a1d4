#pragma once

// For this room only.

#include <functional>
#include <string>

namespace selfopt::pg {

/// Refuses a connection through a pooler that gives each transaction another session of the server,
/// as PgBouncer does in its mode "transaction": what is set, prepared or imagined in the session
/// would be lost, or met by other clients. A pooler that keeps a session for each client is fine.
///
/// Every pooler announces another process than the one that answers. Whether it shares sessions,
/// shows when a second connection meets the process of the first while that is idle.
/// \param announced the process that the start of the connection named
/// \param ask_process asks the connection which process answers
/// \throws Error{refused}
void demand_own_session(const std::string& conninfo, int announced,
                        const std::function<int()>& ask_process);

}  // namespace selfopt::pg
