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

}  // namespace selfopt::pg
