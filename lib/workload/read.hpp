#pragma once

#include <functional>
#include <string>
#include <vector>

#include <selfopt/nouns/workload.hpp>

/// What several verbs need: a workload from whatever the user named.
namespace selfopt {

/// What to do about a query without a query_hash.
enum class MissingHash { compute, leave };

/// Reads files of Workload lines or plain SQL, told apart by their first character; "-" is standard
/// input. Statements of a .sql file get their calls from `-- selfopt: calls=N` and their name from
/// `-- name: NAME`; a missing query_hash is computed. Works in constant memory.
/// \throws Error{input} for a file that cannot be read or a line that is not JSON
/// \param missing_hash `leave` saves the work for those who parse each statement anyway
void read_workload(const std::vector<std::string>& paths,
                   const std::function<void(WorkloadQuery&&)>& on_query,
                   MissingHash missing_hash = MissingHash::compute);
Workload read_workload(const std::vector<std::string>& paths);

}  // namespace selfopt
