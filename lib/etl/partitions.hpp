#pragma once

#include <string>
#include <vector>

#include "etl/table_plan.hpp"
#include "pg/load_target.hpp"

namespace selfopt::etl {

/// Reads the column that decides in all files of the plan.
/// \returns one range partition for each period that has rows, in order; NULLs and what comes later
///          go into a default partition
/// \throws Error{input} if the file has no such column, or it is no date or time stamp
std::vector<pg::RangePartition> partitions_of(const TablePlan& plan, const LoadOptions& options);

}  // namespace selfopt::etl
