#pragma once

#include <functional>
#include <string>
#include <vector>

#include <selfopt/nouns/workload.hpp>

#include "workload/raw_queries.hpp"

/// What several verbs need: a workload from whatever the user named.
namespace selfopt {

/// Reads files of Workload lines or plain SQL, told apart by their first character; "-" is standard
/// input. Statements of a .sql file get their calls from `-- selfopt: calls=N` and their name from
/// `-- name: NAME`; a missing query_hash is computed.
/// \throws Error{input} for a file that cannot be read or a line that is no Workload line
Workload read_workload(const std::vector<std::string>& paths);

/// The same in constant memory, for those who make queries of them on several threads.
/// \param on_queries receives some at a time, in order
void read_raw_queries(const std::vector<std::string>& paths,
                      const std::function<void(RawQueries&&)>& on_queries);

}  // namespace selfopt
