#pragma once

// For this room only: adding rows to selfopt.performance_metrics inside a transaction.

#include <string>

#include <pqxx/pqxx>

#include <selfopt/nouns/workload.hpp>

namespace selfopt::pg {

/// Adds a row for each query that has calls and a time.
/// \param since ISO 8601: from when on the calls are counted; may be empty
void insert_metrics(pqxx::transaction_base& transaction, const std::string& source,
                    const Workload& queries, const std::string& since);

/// The same for calls of the past: each row has the time from the first to the last of its calls,
/// as far as these are known.
void insert_past_metrics(pqxx::transaction_base& transaction, const std::string& source,
                         const Workload& queries);

}  // namespace selfopt::pg
