#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <selfopt/nouns/recommendations.hpp>

#include "pg/session.hpp"

/// What the loop of watch keeps in the database.
namespace selfopt::pg {

/// Takes the lock of the one watch of a database; it lasts as long as the session.
/// \returns whether nobody else had it
bool try_watch_lock(Session& session);

/// Writes the status document of the database connected to.
void store_status(Session& session, const std::string& json);

/// Writes what is advised now into selfopt.recommendations, and removes what is not advised any
/// more.
/// \returns in how many cycles in a row each was advised, this one included, by id
std::map<std::string, std::int64_t> store_recommendations(Session& session,
                                                          const Recommendations& advice);

/// \returns the name of the database connected to
std::string database_name(Session& session);

}  // namespace selfopt::pg
