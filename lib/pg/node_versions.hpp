#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/distribution.hpp>

namespace selfopt::pg {

/// In the middle of an upgrade nodes run other versions than the coordinator, or the library is
/// newer than the extension that a database has. Citus goes on as long as it can, and what it says
/// then names no node. \param database the coordinator's \returns a sentence for each node that
/// differs; those that do not answer are left out
std::vector<std::string> version_differences(const Distribution& distribution,
                                             const Database& database);

}  // namespace selfopt::pg
