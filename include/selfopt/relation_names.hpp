#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>

namespace selfopt {

/// The names that the user's own relations have in a database.
struct RelationNames {
  std::vector<std::string> schemas;  ///< in order, without those of the system
  std::vector<std::string> tables;   ///< without their schema, each once, in order
};

/// Reads them within two seconds.
/// \throws Error{database}, Error{refused}
RelationNames read_relation_names(const Database& database);

}  // namespace selfopt
