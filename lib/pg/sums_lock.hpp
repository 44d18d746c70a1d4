#pragma once

// For this room only: measurements are not added while they are summed up, so that none is left
// out.

#include <pqxx/pqxx>

#include "pg/session_query.hpp"

namespace selfopt::pg {

/// Until the end of the transaction nobody adds measurements.
/// \returns false if somebody does just now, or sums up
inline bool try_to_lock_sums(pqxx::transaction_base& transaction) {
  return run(transaction,
             "select pg_try_advisory_xact_lock(hashtextextended('selfopt sums', 0))")[0][0]
      .as<bool>();
}

/// For who adds measurements: until the end of the transaction nobody sums up.
inline void share_sums_lock(pqxx::transaction_base& transaction) {
  run(transaction, "select pg_advisory_xact_lock_shared(hashtextextended('selfopt sums', 0))");
}

}  // namespace selfopt::pg
