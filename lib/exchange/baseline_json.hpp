#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <selfopt/nouns/baseline.hpp>

namespace selfopt::exchange {

/// \returns a baseline document (selfopt-formats(5)): a member, a setting, a line of SQL and a node
///          of a plan each on a line of its own, so that versions of it can be compared by eye.
std::string write_baseline(const std::vector<Observation>& observations);

/// \param where for messages
/// \throws Error{input} if it is not JSON or a member is missing, of the wrong type or impossible;
///         Error{inconclusive} if it is of a newer form
std::vector<Observation> read_baseline(std::string_view json, const std::string& where);

}  // namespace selfopt::exchange
