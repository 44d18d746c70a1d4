#pragma once

#include <string>

namespace selfopt {

/// Which database to work on.
struct Database {
  std::string conninfo;  ///< a libpq connection string; may hold a password: never print it
  std::string origin;    ///< who chose it, for messages: "--dsn", "DATABASE_URL", "local warehouse"
};

}  // namespace selfopt
