#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/comparison.hpp>
#include <selfopt/nouns/workload.hpp>

/// Workloads as files, for programs.
namespace selfopt {

/// Reads files of Workload lines or plain SQL, told apart by their first character; "-" is standard
/// input.
/// \throws Error{input} for a file that cannot be read or a line that is not JSON
Workload load_workload(const std::vector<std::string>& paths);

/// Reads a CSV file with a header that has a column of statements (query or sql) and, as far as
/// known, calls, mean_ms, total_ms, rows, user, database, also by pg_stat_statements' own names.
/// \throws Error{input} for a file that cannot be read or has no such column
Workload load_workload_csv(const std::string& path);

/// \returns \p files; if there are none, "-" if standard input is a pipe or a file, else nothing.
std::vector<std::string> named_or_standard_input(std::vector<std::string> files);

/// \returns the query as one Workload line (man selfopt-formats), with its line end.
std::string to_jsonl(const WorkloadQuery& query);
/// \returns one JSON object and a line end.
std::string to_jsonl(const QueryComparison& query);

}  // namespace selfopt
