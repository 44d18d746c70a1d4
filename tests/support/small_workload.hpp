#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/workload.hpp>

namespace selfopt::test {

/// \returns these statements, each called ten times, with their texts for hashes
inline Workload small_workload(const std::vector<std::string>& texts) {
  Workload made;
  for (const std::string& text : texts) {
    WorkloadQuery query;
    query.sql = query.query_hash = text;
    query.calls = 10;
    made.push_back(query);
  }
  return made;
}

}  // namespace selfopt::test
