#pragma once

#include <selfopt/error.hpp>

#include "etl/row_converter.hpp"
#include "pg/wire.hpp"

namespace selfopt::etl {

/// Thrown when a row is at fault and the whole COPY was taken back for it.
struct RowRefused {
  Error error;
  bool by_constraint = false;
};

/// Ends a COPY into plan.copy_into, all rows of which were sent.
/// \returns how many the server has stored. \throws RowRefused
std::int64_t end_copy(pg::Wire& wire, const TablePlan& plan);

/// The same as copy_file, in many small COPYs between savepoints: a row that the server refuses is
/// rejected with its reason, and the others are stored. Takes longer.
FileCounts copy_file_carefully(pg::Wire& wire, const TablePlan& plan, const PlannedFile& file,
                               RowConverter& converter, Rejects& rejects);

/// Converts a file on a thread of its own and sends it with COPY on this one.
///
/// If the converter met a contradiction, or too many rows were rejected, the COPY is given up and
/// the transaction has to be rolled back; the counts are those of the whole file all the same.
/// \throws RowRefused; Error{internal} if the server stored another number of rows than were sent
FileCounts copy_file(pg::Wire& wire, const TablePlan& plan, const PlannedFile& file,
                     RowConverter& converter, const Rejects& rejects);

/// Converts a file once more, sends nothing, and tells of each row that would be sent, in order.
void visit_sent_rows(const PlannedFile& file, RowConverter& converter,
                     const std::function<void(const ChunkQueue::RowPlace&)>& on_row);

}  // namespace selfopt::etl
