#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>

#include "pg/schema_copy.hpp"

namespace selfopt::pg {

/// Makes a database named \p name for a copy of another, that belongs to a role of the same name.
/// The role may do nothing else: functions that come with the copy run with its rights.
/// \param server a database of the same server, as a superuser
/// \returns in what it had to be made differently
std::vector<std::string> make_clone_database(const Database& server, const std::string& name,
                                             const SchemaCopy& copy);

/// Installs HypoPG and the copy's extensions. \returns which could not be, and why
/// \throws Error{refused} if HypoPG is not installed on this machine
std::vector<std::string> install_clone_extensions(const Database& as_superuser,
                                                  const SchemaCopy& copy);

}  // namespace selfopt::pg
