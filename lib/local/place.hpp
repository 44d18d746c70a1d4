#pragma once

#include <string>

#include <selfopt/nouns/database.hpp>

#include "env/process.hpp"

namespace selfopt::local {

constexpr const char* k_database = "warehouse";
constexpr const char* k_role = "postgres";  ///< the server's only one at first, its superuser

/// Where a private server is, the local warehouse's or a clone's, and whose it is.
///
/// Everything stands in one folder of mode 0700 that belongs to the user the server runs as. Nobody
/// else can reach the socket in it, so the server trusts who does: no password has to be kept.
struct Place {
  std::string home;           ///< $SELFOPT_HOME or its default; other users may enter it
  std::string folder;         ///< home/local, mode 0700
  std::string socket_folder;  ///< folder, or a short one if that is too long for a socket's name
  env::SystemUser server_user;
  std::string title = "the local warehouse";  ///< what messages call it

  std::string data() const { return folder + "/data"; }
  std::string unfinished() const { return folder + "/data.new"; }
  std::string discarded() const { return folder + "/data.old"; }
  std::string log() const { return folder + "/server.log"; }
  std::string lock() const { return home + "/local.lock"; }
  /// \returns the name the server has in the process list, unlike that of any other.
  std::string cluster_name() const;
  bool exists() const;  ///< the data folder is there and complete
};

/// The parts of the environment that decide.
struct PlaceInputs {
  std::string selfopt_home;    ///< $SELFOPT_HOME, or ""
  std::string xdg_state_home;  ///< $XDG_STATE_HOME, or ""; ignored if not absolute
  std::string home;            ///< the user's home folder
  bool root = false;
};
/// \returns $SELFOPT_HOME; else, for root, /var/lib/selfopt (the server runs without root's rights
///          and could not enter root's home); else selfopt in the XDG state folder.
std::string choose_home(const PlaceInputs& inputs);

/// \returns \p folder, or a short folder below /tmp if a socket in it would have a name longer than
///          the system allows (107 bytes). The same for the same folder and user.
std::string choose_socket_folder(const std::string& folder, uid_t user);

/// Finds the local warehouse's place; makes nothing.
/// \throws Error{refused} if we are root and the system has no user to run a server as
Place find_place();

/// Makes a new, empty, private folder for a server that lives no longer than a command.
/// \throws Error{refused} as find_place, Error{input} if no folder can be made
Place make_passing_place(const std::string& title);

/// How to connect to database \p name of the local warehouse.
Database database_at(const Place& place, const std::string& name);
/// \returns the same for the warehouse itself as a URI that other programs take.
std::string uri_of(const Place& place);

/// Makes the home folder, for the lock in it.
void make_home(const Place& place);
/// Makes the folders of the server, with mode 0700.
/// \throws Error{refused} if one exists and is somebody else's or open to others, or if the
///         server's user could not get to it
void make_folders(const Place& place);

}  // namespace selfopt::local
