#pragma once

#include <string>

#include <selfopt/nouns/database.hpp>

#include "pg/session.hpp"

/// What the local warehouse needs of a server: an answer, a database, extensions.
namespace selfopt::pg {

enum class Answer {
  accepting,  ///< connections are welcome
  starting,   ///< there is a server, but it starts, recovers or stops
  none        ///< nobody listens
};
Answer ping(const Database& database);

/// Makes the database \p name unless it exists.
void ensure_database(Session& session, const std::string& name);

/// \returns whether those of pg_stat_statements and HypoPG whose files the server has are installed
///          in the database.
bool extensions_are_installed(Session& session);
/// Installs those of pg_stat_statements and HypoPG whose files the server has.
void install_extensions(Session& session);

}  // namespace selfopt::pg
