#pragma once

#include <string>
#include <string_view>

#include <selfopt/nouns/workload.hpp>

namespace selfopt::exchange {

/// Reads statements from a CSV file with a header, for example an export of pg_stat_statements.
/// Columns are known by their names: query (sql, query_text, statement), calls, total_ms
/// (total_exec_time, total_time), mean_ms (mean_exec_time, mean_time), stddev_ms, rows (of all
/// calls if the total time is of the server's kind), user, database; others are left out.
/// \param name of the file, for messages
/// \throws Error{input} if it has no column of statements, or a row is not as long as the header
Workload read_workload_csv(std::string_view text, const std::string& name);

}  // namespace selfopt::exchange
