#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>

#include "pg/schema_copy.hpp"

namespace selfopt::pg {

constexpr const char* k_clone = "clone";  ///< the database and the role that owns it

/// Makes the database for a copy of another, and a role that owns it and may do nothing else: what
/// comes from the other server, its functions, too, runs with its rights.
/// \param server a database of the same server, as a superuser
/// \returns in what it had to be made differently
std::vector<std::string> make_clone_database(const Database& server, const SchemaCopy& copy);

/// Makes the copy's schemas and installs HypoPG and its extensions, as a superuser.
/// \returns which could not be, and why
/// \throws Error{refused} if HypoPG is not installed on this machine
std::vector<std::string> install_clone_extensions(const Database& as_superuser,
                                                  const SchemaCopy& copy);

/// Sets what plans depend on for all sessions to come, as far as the owner may.
/// \returns which settings that the original has changed this server does not know
std::vector<std::string> set_up_clone(const Database& as_owner, const SchemaCopy& copy);

}  // namespace selfopt::pg
