#pragma once

#include <optional>
#include <string>

namespace selfopt::local {

/// PostgreSQL's own programs, all of one version.
struct Programs {
  std::string folder;  ///< for example "/usr/lib/postgresql/15/bin"
  std::string path(const std::string& name) const { return folder + "/" + name; }
};

/// Looks for postgres, initdb and pg_ctl.
/// \param root   the folder with one folder a major version, as Debian has it
/// \param major  the version that is needed, for example "15"; "" for the newest
std::optional<Programs> find_programs(const std::string& root, const std::string& major);

/// The programs to use: in $SELFOPT_PG_BINDIR if that is set, else under /usr/lib/postgresql.
/// \param major  the version that made the data folder, "" if there is none yet
/// \throws Error{refused} if they are not installed; the hint is the line that installs them
Programs server_programs(const std::string& major);

/// \returns what PostgreSQL's program \p path says of its version, for example "15.18"
std::string version_of(const std::string& path);

}  // namespace selfopt::local
