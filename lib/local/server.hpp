#pragma once

#include <optional>
#include <string>
#include <vector>

#include "local/place.hpp"
#include "local/programs.hpp"

/// The server's processes: found, started, stopped. All that change something want the lock held.
namespace selfopt::local {

/// \returns the major version that made the data folder, for example "15"; "" if there is none.
std::string data_version(const Place& place);

/// \returns the process id of the server; nothing if it does not run, whatever a stale file says.
std::optional<int> find_server(const Place& place);

/// \returns whether the server has said that it accepts connections.
bool says_ready(const Place& place);

/// Makes the data folder. It is made beside its place and then renamed, so that it is whole or not
/// there, whenever this is killed; what an earlier attempt left is removed.
/// \param initdb_options  besides those that keep the server private: locale, checksums
/// \param lock  descriptor of the lock: initdb holds it, too, should it outlive us; -1: none
/// \throws Error{database} with the end of what initdb wrote
void make_data(const Place& place, const Programs& programs,
               const std::vector<std::string>& initdb_options, int lock);

/// Starts the server and waits until it accepts connections. First removes what a server that was
/// killed left behind.
/// \param settings  the text of its settings file
/// \throws Error{database} with the end of its log
void start_server(const Place& place, const Programs& programs, const std::string& settings);

/// Stops the server and waits for its end; open transactions are rolled back.
/// \throws Error{database} if it does not end within a minute
void stop_server(const Place& place);

}  // namespace selfopt::local
