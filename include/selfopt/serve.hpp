#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>

/// The HTTP API, and the page that shows how a database is doing.
namespace selfopt {

struct ServeOptions {
  /// HOST:PORT; the port may stand alone, 0 is one that is free.
  std::string listen = "127.0.0.1:8000";
  /// A file whose first line every request must bring; needed if others than this machine's
  /// programs can connect. Empty: none.
  std::string token_file;
  /// Names by which clients may call this server, besides the loopback ones, if there is no token:
  /// a page from elsewhere must not reach it through a name of its own.
  std::vector<std::string> host_names;
  /// Whose statements and indexes. Absent: only single statements are analysed.
  std::optional<Database> database;
  /// Files of selfopt train: how long statements take, whether an index helps.
  std::vector<std::string> models;
  /// What selfopt recommend --budget all wrote, to be shown; read anew for each page. Empty: none.
  std::string curve_file;
  bool literals = false;     ///< show texts as they are stored, which may hold constants
  bool allow_apply = false;  ///< whether POST /api/actions may change the database, as apply does
  std::int64_t max_connections = 1000;  ///< clients at a time, 1 to 20,000
};

/// Serves until a signal asks it to stop; requests that have begun are still answered. The database
/// may go away and come back meanwhile.
/// \param on_ready is called with the server's URL when it can be asked
/// \returns the signal that asked it to stop
/// \throws Error{usage} if it cannot listen there, or must not without a token; Error{input} for a
///         file that cannot be read
int serve(const ServeOptions& options, const std::function<void(const std::string& url)>& on_ready);

}  // namespace selfopt
