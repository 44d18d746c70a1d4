#pragma once

// For this room only: what is removed from the schema selfopt because it is old.

#include <chrono>

#include <pqxx/pqxx>

namespace selfopt::pg {

/// Removes metrics and their sums, snapshots, counters and logs read that are older than \p keep.
/// \param keep 0: for ever
void remove_old_metrics(pqxx::transaction_base& transaction, std::chrono::milliseconds keep);

}  // namespace selfopt::pg
