#pragma once

#include "etl/row_converter.hpp"
#include "pg/wire.hpp"

namespace selfopt::etl {

/// Converts a file on a thread of its own and sends it with COPY on this one.
///
/// If the converter met a contradiction, or too many rows were rejected, the COPY is given up and
/// the transaction has to be rolled back; the counts are those of the whole file all the same.
/// \throws Error{internal} if the server stored another number of rows than were sent
FileCounts copy_file(pg::Wire& wire, const TablePlan& plan, const PlannedFile& file,
                     RowConverter& converter, const Rejects& rejects);

}  // namespace selfopt::etl
