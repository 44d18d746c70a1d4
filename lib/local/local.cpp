#include <chrono>
#include <filesystem>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/local.hpp>
#include <selfopt/log.hpp>

#include "env/file_lock.hpp"
#include "env/machine.hpp"
#include "env/signals.hpp"
#include "exchange/local_json.hpp"
#include "local/place.hpp"
#include "local/programs.hpp"
#include "local/server.hpp"
#include "local/settings.hpp"
#include "pg/local_warehouse.hpp"

namespace selfopt {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using local::Place;

constexpr auto k_patience_lock = 60s;
constexpr auto k_pause = 20ms;

env::FileLock lock(const Place& place) {
  return {place.lock(), "the local warehouse", k_patience_lock};
}

// One connection tells whether there is anything to do; usually there is not.
bool is_ready(const Place& place) {
  const Database database = local::database_at(place, local::k_database);
  if (pg::ping(database) != pg::Answer::accepting) return false;
  try {
    pg::Session session(database);
    return pg::extensions_are_installed(session);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    return false;
  }
}

// A server that runs may still be starting, for whoever started it was killed; or it may have lost
// its socket, for somebody cleaned the folder.
bool answers(const Place& place) {
  const Database database = local::database_at(place, local::k_database);
  while (local::find_server(place)) {
    env::throw_if_interrupted();
    const bool ready = local::says_ready(place);
    const pg::Answer answer = pg::ping(database);
    if (answer == pg::Answer::accepting) return true;
    if (answer == pg::Answer::none && ready) break;
    std::this_thread::sleep_for(k_pause);
  }
  return false;
}

void start_locked(const Place& place, const local::Programs& programs, int lock) {
  local::make_folders(place);
  if (!place.exists()) {
    log::notice("making the local warehouse in \"{}\"", place.folder);
    // Sorting by bytes (C) is fast, and lets a plain index serve LIKE 'x%', which no other
    // collation does; C.UTF-8 still knows the letters of all languages, for upper() and patterns.
    // Who wants a language's order writes COLLATE.
    local::make_data(place, programs,
                     {"--encoding=UTF8", "--locale=C", "--lc-ctype=C.UTF-8", "--data-checksums"},
                     lock);
  }
  if (!answers(place)) {
    log::notice("starting the local warehouse");
    local::stop_server(place);
    local::start_server(
        place, programs,
        local::settings_text(env::memory_bytes(), place.socket_folder, place.cluster_name()));
  }
  {
    pg::Session session(local::database_at(place, "postgres"));
    pg::ensure_database(session, local::k_database);
  }
  pg::Session session(local::database_at(place, local::k_database));
  pg::install_extensions(session);
}

// What ours leaves of the folder once the data has gone; other people's files stay.
void remove_files(const Place& place) {
  fs::remove_all(place.unfinished());
  if (fs::exists(place.data())) fs::rename(place.data(), place.discarded());
  fs::remove_all(place.discarded());
  fs::remove(place.log());
  fs::remove(place.log() + ".1");
  for (const char* socket : {"/.s.PGSQL.5432", "/.s.PGSQL.5432.lock"})
    fs::remove(place.socket_folder + socket);
  rmdir(place.socket_folder.c_str());
  rmdir(place.folder.c_str());
}

std::int64_t size_of(const std::string& folder) {
  std::int64_t bytes = 0;
  std::error_code error;  // files come and go while the server runs
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code gone;
    if (const auto size = entry->file_size(gone); !gone) bytes += static_cast<std::int64_t>(size);
  }
  return bytes;
}

}  // namespace

Database local_start() {
  const Place place = local::find_place();
  if (!is_ready(place)) {
    const local::Programs programs = local::server_programs(local::data_version(place));
    local::make_home(place);
    const env::FileLock held = lock(place);
    start_locked(place, programs, held.descriptor());
  }
  return local::database_at(place, local::k_database);
}

bool local_stop() {
  const Place place = local::find_place();
  if (!fs::exists(place.folder)) return false;
  const env::FileLock held = lock(place);
  const bool ran = local::find_server(place).has_value();
  local::stop_server(place);
  return ran;
}

LocalStatus local_status() {
  const Place place = local::find_place();
  LocalStatus status;
  status.created = place.exists();
  status.pid = local::find_server(place);
  status.running = status.pid.has_value();
  status.folder = place.folder;
  status.uri = local::uri_of(place);
  status.runs_as = place.server_user.name;
  status.size_bytes = size_of(place.data());
  try {
    status.server_program = local::server_programs(local::data_version(place)).path("postgres");
    status.server_version = local::version_of(status.server_program);
    status.installed = true;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::refused) throw;
  }
  return status;
}

std::string local_status_json(const LocalStatus& status) {
  return exchange::write_local_status(status);
}

bool local_destroy() {
  const Place place = local::find_place();
  if (!fs::exists(place.folder)) return false;
  env::FileLock held = lock(place);
  local::stop_server(place);
  remove_files(place);
  held.remove_file();
  rmdir(place.home.c_str());
  return true;
}

void local_psql(const std::vector<std::string>& arguments) {
  local_start();
  const Place place = local::find_place();
  std::string program = local::server_programs(local::data_version(place)).path("psql");
  if (access(program.c_str(), X_OK) != 0) program = "/usr/bin/psql";
  if (access(program.c_str(), X_OK) != 0)
    throw Error(ErrorKind::refused, "psql is not installed", {},
                "Install it with \"apt-get install postgresql-client\".");
  std::vector<std::string> words{program, "--dbname", local::uri_of(place)};
  words.insert(words.end(), arguments.begin(), arguments.end());
  env::replace_process(words);
}

}  // namespace selfopt
