#pragma once

#include <string>
#include <vector>

#include "support/family_workload.hpp"

namespace selfopt::test {

/// A table of which statements are made.
struct FamilyTable {
  struct Reference {
    std::string column;
    std::string table;
  };
  std::string name;
  std::string key;
  std::vector<Reference> references;
  std::vector<std::string> words;     ///< columns of text
  std::vector<std::string> measures;  ///< columns of numbers
  std::vector<std::string> dates;
};

/// \returns the tables of one of the two schemas: facts in the middle, what they refer to around.
std::vector<FamilyTable> family_tables(FamilySchema schema);

}  // namespace selfopt::test
