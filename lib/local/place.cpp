#include "local/place.hpp"

#include <cctype>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <selfopt/connect.hpp>
#include <selfopt/error.hpp>

#include "env/files.hpp"
#include "pg/conninfo.hpp"

namespace selfopt::local {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_longest_socket = 107;  // sockaddr_un::sun_path less its final NUL
constexpr std::string_view k_socket_name = "/.s.PGSQL.5432";

// FNV-1a: short, and the same on every machine.
std::uint32_t hash(const std::string& text) {
  std::uint32_t value = 2166136261U;
  for (const char c : text)
    value = (value ^ static_cast<unsigned char>(c)) * 16777619U;
  return value;
}

bool is_root() {
  return geteuid() == 0;
}

// PostgreSQL refuses to run as root. What exists stays with the user it belongs to.
env::SystemUser choose_server_user(const std::string& folder) {
  struct stat status {};
  const bool exists = lstat(folder.c_str(), &status) == 0;
  if (!is_root() && exists && status.st_uid != geteuid())
    throw Error(ErrorKind::refused,
                fmt::format("the local warehouse in \"{}\" belongs to user \"{}\"", folder,
                            env::user_of(status.st_uid).name),
                {},
                "Run selfopt as that user or as root, or choose another place with SELFOPT_HOME.");
  if (!is_root()) return env::current_user();
  if (exists && status.st_uid != 0) return env::user_of(status.st_uid);
  for (const char* name : {"postgres", "nobody"})
    if (auto user = env::find_user(name)) return *user;
  throw Error(
      ErrorKind::refused, "there is no user whom the local warehouse could run as",
      "PostgreSQL refuses to run as root, and there is neither \"postgres\" nor \"nobody\".",
      "Run selfopt as an ordinary user.");
}

void make_private_folder(const std::string& path, const env::SystemUser& owner) {
  if (mkdir(path.c_str(), 0700) == 0) {
    if (is_root() && chown(path.c_str(), owner.uid, owner.gid) != 0)
      throw env::file_error("give away", path, errno);
    return;
  }
  if (errno != EEXIST) throw env::file_error("create", path, errno);
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) throw env::file_error("look at", path, errno);
  if (!S_ISDIR(status.st_mode) || status.st_uid != owner.uid || (status.st_mode & 077) != 0)
    throw Error(
        ErrorKind::refused,
        fmt::format("\"{}\" is not a folder that only user \"{}\" may enter", path, owner.name),
        "The local warehouse would not be safe in it.",
        "Repair its owner and mode (0700), or choose another place with SELFOPT_HOME.");
}

// The server needs the right to pass through every folder above its own.
void check_way(const Place& place) {
  if (!is_root()) return;
  const env::CommandResult result =
      env::run_command({{"/usr/bin/test", "-x", place.folder}, place.server_user});
  if (result.status == 0) return;
  if (result.status == env::k_cannot_run)
    throw Error(ErrorKind::refused,
                fmt::format("could not run a program as user \"{}\"", place.server_user.name),
                result.output, "Run selfopt as an ordinary user.");
  throw Error(ErrorKind::refused,
              fmt::format("user \"{}\" may not enter \"{}\"", place.server_user.name, place.folder),
              "Run by root, the local warehouse's server runs as that user.",
              "Set SELFOPT_HOME to a folder whose parents everybody may enter, such as "
              "/var/lib/selfopt.");
}

}  // namespace

std::string Place::cluster_name() const {
  return fmt::format("selfopt-{:08x}", hash(folder));
}

bool Place::exists() const {
  return access((data() + "/PG_VERSION").c_str(), F_OK) == 0;
}

std::string choose_home(const PlaceInputs& inputs) {
  if (!inputs.selfopt_home.empty())
    return fs::absolute(inputs.selfopt_home).lexically_normal().string();
  if (inputs.root) return "/var/lib/selfopt";
  if (inputs.xdg_state_home.starts_with("/")) return inputs.xdg_state_home + "/selfopt";
  return inputs.home + "/.local/state/selfopt";
}

std::string choose_socket_folder(const std::string& folder, uid_t user) {
  if (folder.size() + k_socket_name.size() <= k_longest_socket) return folder;
  return fmt::format("/tmp/selfopt-{}-{:08x}", user, hash(folder));
}

Place find_place() {
  const std::string user_home = env::variable("HOME");
  Place place;
  place.home = choose_home({env::variable("SELFOPT_HOME"), env::variable("XDG_STATE_HOME"),
                            user_home.empty() ? env::current_user().home : user_home, is_root()});
  if (place.home.size() > 1 && place.home.ends_with('/')) place.home.pop_back();
  // pg_ctl hands the name to a shell between double quotes, as it is.
  if (place.home.find_first_of("\"$`\\\n") != std::string::npos)
    throw Error(ErrorKind::usage,
                fmt::format("the local warehouse cannot be in \"{}\"", place.home),
                "PostgreSQL's programs cannot deal with such a name.",
                "Set SELFOPT_HOME to a folder without quotes, $, ` and \\ in its name.");
  place.folder = place.home + "/local";
  place.server_user = choose_server_user(place.folder);
  place.socket_folder = choose_socket_folder(place.folder, place.server_user.uid);
  return place;
}

Place make_passing_place(const std::string& title) {
  Place place;
  place.title = title;
  const std::string parent = env::variable("TMPDIR");
  std::string folder = fmt::format("{}/selfopt-XXXXXX", parent.starts_with('/') ? parent : "/tmp");
  if (mkdtemp(folder.data()) == nullptr) throw env::file_error("create", folder, errno);
  place.home = place.folder = folder;
  place.server_user = choose_server_user(folder);
  place.socket_folder = choose_socket_folder(folder, place.server_user.uid);
  if (is_root() && chown(folder.c_str(), place.server_user.uid, place.server_user.gid) != 0)
    throw env::file_error("give away", folder, errno);
  make_folders(place);
  return place;
}

Database database_at(const Place& place, const std::string& name) {
  // Every part is named, so that no PG* variable of the user's can lead elsewhere.
  std::string conninfo = merge_conninfo({"dbname=" + name, place.socket_folder, "5432", k_role});
  conninfo = pg::with_setting(conninfo, "hostaddr", "");
  // Should the folder be in /tmp, libpq makes sure that nobody else's server answers there.
  if (env::find_user(place.server_user.name))
    conninfo = pg::with_setting(conninfo, "requirepeer", place.server_user.name);
  return {conninfo, "local warehouse"};
}

std::string uri_of(const Place& place) {
  std::string host;
  for (const char c : place.socket_folder) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) != 0 || c == '/' || c == '-' || c == '_' || c == '.';
    host += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return fmt::format("postgresql://{}@/{}?host={}&port=5432", k_role, k_database, host);
}

void make_home(const Place& place) {
  fs::path path;
  for (const fs::path& part : fs::path(place.home)) {
    path /= part;
    if (mkdir(path.c_str(), 0700) == 0) {
      // The server, another user, has to pass through what root makes, whatever root's umask is.
      if (is_root() && chmod(path.c_str(), 0755) != 0)
        throw env::file_error("change the mode of", path.string(), errno);
    } else if (errno != EEXIST) {
      throw Error(ErrorKind::input, env::file_error("create", path.string(), errno).message(), {},
                  "Choose another place for the local warehouse with SELFOPT_HOME, or name a "
                  "database with --dsn.");
    }
  }
}

void make_folders(const Place& place) {
  make_private_folder(place.folder, place.server_user);
  if (place.socket_folder != place.folder)
    make_private_folder(place.socket_folder, place.server_user);
  check_way(place);
}

}  // namespace selfopt::local
