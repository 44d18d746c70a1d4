#pragma once

#include <vector>

#include "etl/rejects.hpp"
#include "etl/row_converter.hpp"
#include "etl/table_plan.hpp"
#include "pg/wire.hpp"

/// Loads whose rows go through a temporary table: with a key, where of several rows with the same
/// key the last stays; where only the server can read a type; and where the table has refused rows,
/// to find all such rows at once.
namespace selfopt::etl {

/// \returns whether there is no other way.
bool must_be_staged(const TablePlan& plan, const LoadOptions& options);

/// Makes the temporary table, and from now on plan.copy_into names it.
/// \throws Error{input} if the key is not in the file; Error{refused} if nothing in the table that
///         exists makes sure that the key is unique
void begin_staged(pg::Wire& wire, TablePlan& plan, const LoadOptions& options);

/// Rejects the rows whose key comes again later, or is NULL, or which the server cannot read, and
/// moves the others into the table.
/// \param screens whether to reject those as well that the table's constraints would refuse
/// \param counts  of each file; corrected for those rejects
/// \throws RowRefused; Error{internal} if the server moved another number of rows
void finish_staged(pg::Wire& wire, TablePlan& plan, const LoadOptions& options, bool screens,
                   Rejects& rejects, std::vector<FileCounts>& counts);

}  // namespace selfopt::etl
