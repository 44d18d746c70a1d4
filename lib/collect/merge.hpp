#pragma once

#include <selfopt/nouns/workload.hpp>

#include "pg/statements_view.hpp"

namespace selfopt {

/// Makes one query of all rows that have the same fingerprint and database; what does not parse
/// goes by its text. Statements other than SELECT, INSERT, UPDATE, DELETE and MERGE are left out.
/// \returns most total time first
Workload merge_statistics(const pg::StatementsView& view);

}  // namespace selfopt
