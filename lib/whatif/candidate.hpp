#pragma once

#include <cstdint>
#include <string>

#include <selfopt/nouns/index_definition.hpp>

namespace selfopt::whatif {

/// An index that exists, which the planner may be asked to do without.
struct ExistingIndex {
  IndexDefinition definition;
  std::string sql_name;  ///< schema-qualified, quoted where needed
  std::string name;      ///< as it stands in plans
  std::int64_t size_bytes = 0;
};

/// An index to choose or not: one that could be made, or one that exists.
struct Candidate {
  IndexDefinition definition;
  std::string existing_sql_name{};  ///< empty: it does not exist
  std::string existing_name{};

  bool exists() const { return !existing_sql_name.empty(); }
};

}  // namespace selfopt::whatif
