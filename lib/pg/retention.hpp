#pragma once

// For this room only: what is removed from the schema selfopt because it is old.

#include <chrono>

#include "pg/session.hpp"

namespace selfopt::pg {

/// Removes metrics and their sums, snapshots, counters, logs read and predictions that are older
/// than \p keep, some thousand rows a transaction, so that no other session waits long for one of
/// them and what was done stays done. It ends after half a minute; the next call goes on. Rows that
/// another session has locked are left to the next call, too. A failure is only warned of: nothing
/// is lost by it. \param keep 0: for ever \throws Error::interrupted
void remove_old_records(Session& session, std::chrono::milliseconds keep);

}  // namespace selfopt::pg
