#pragma once

#include <cstdint>
#include <vector>

#include "etl/load_state.hpp"

// What is told and kept of a load.
namespace selfopt::etl {

/// \returns one report a file
std::vector<LoadReport> report(const Load& load, const std::vector<FileCounts>& counts, bool loaded,
                               Clock::time_point start);

/// Writes the reports and the rejected rows into the ledger, in the transaction that is open.
void write_ledger(const Load& load, const std::vector<FileCounts>& counts,
                  const std::vector<LoadReport>& reports);

/// Nothing was stored: the ledger says why, in a transaction of its own. \returns the reports
std::vector<LoadReport> record_rejected(const Load& load, const std::vector<FileCounts>& counts,
                                        Clock::time_point start);

std::int64_t rows_read(const std::vector<FileCounts>& counts);

}  // namespace selfopt::etl
