#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>

/// The local warehouse: a private PostgreSQL server that needs no administrator. It keeps its data
/// in a folder of its own, listens on a Unix socket in that folder only, and never touches a server
/// that the system runs. It stays up between commands.
namespace selfopt {

/// What there is of the local warehouse.
struct LocalStatus {
  bool installed = false;  ///< PostgreSQL's server programs were found
  bool created = false;    ///< its data folder exists
  bool running = false;
  std::string folder;           ///< holds everything of it
  std::string uri;              ///< how other programs connect to it
  std::string server_program;   ///< path of the postgres that is used; "" if not installed
  std::string server_version;   ///< for example "15.18"; "" if not installed
  std::string runs_as;          ///< the operating system's user
  std::optional<int> pid;       ///< of the server, while it runs
  std::int64_t size_bytes = 0;  ///< of its files
};

/// Starts the server if it does not run; makes it if it does not exist. Two at once do it once.
/// \returns how to connect to it
/// \throws Error{refused} if PostgreSQL is not installed, no unprivileged user can run it, or its
///         folder is somebody else's; Error{busy} if another process holds the lock for a minute;
///         Error{database} if it does not come up, with the end of its log
Database local_start();

/// Stops the server if it runs; its data stays. \returns whether it ran
/// \throws Error{busy}, Error{database} if it does not stop within a minute
bool local_stop();

/// Looks; starts and makes nothing.
LocalStatus local_status();
/// \returns a JSON document, "selfopt.local/1"
std::string local_status_json(const LocalStatus& status);

/// Stops the server and removes its data. \returns whether there was any
/// \throws as local_stop
bool local_destroy();

/// Starts the local warehouse if need be, and runs psql on it in place of this process.
/// \param arguments  psql's own
/// \throws Error{refused} if psql is not installed; else as local_start
[[noreturn]] void local_psql(const std::vector<std::string>& arguments);

}  // namespace selfopt
