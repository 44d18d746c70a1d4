#include "local/server.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>

#include <selfopt/atomic_file.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "env/files.hpp"
#include "env/signals.hpp"

namespace selfopt::local {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::uintmax_t k_long_log_bytes = 10'000'000;
constexpr std::size_t k_shown_lines = 6;
constexpr auto k_patience_stop = 60s;
constexpr auto k_pause = 20ms;

constexpr int k_status_line = 8;  // of postmaster.pid

// \returns line \p number (from 1) of the file, "" if there is none
std::string line_of(const std::string& path, int number) {
  std::ifstream file(path);
  std::string line;
  for (int i = 0; i < number; ++i)
    if (!std::getline(file, line)) return {};
  return line;
}

std::string first_line(const std::string& path) {
  return line_of(path, 1);
}

std::vector<std::string> command_line_of(const std::string& process) {
  std::ifstream file("/proc/" + process + "/cmdline");
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');)
    words.push_back(word);
  return words;
}

// The server itself is told its folder; its children show the name it was given. Both can be read
// by everybody, unlike a process's folder, which not even root may see in most containers.
bool is_server(const std::vector<std::string>& words, const Place& place) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i)
    if (words[i] == "-D" && words[i + 1] == place.data()) return words[0].ends_with("/postgres");
  return false;
}

bool is_child(const std::vector<std::string>& words, const Place& place) {
  return !words.empty() && words[0].starts_with("postgres: " + place.cluster_name() + ": ");
}

std::vector<int> find_children(const Place& place) {
  std::vector<int> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") == std::string::npos &&
        is_child(command_line_of(name), place))
      found.push_back(std::atoi(name.c_str()));
  }
  return found;
}

// \returns whether `done` came true in time
template <typename Done>
bool wait_until(Done done, std::chrono::milliseconds patience) {
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (!done()) {
    if (std::chrono::steady_clock::now() >= give_up) return false;
    std::this_thread::sleep_for(k_pause);
  }
  return true;
}

// Processes of a server that was killed may work on for a while, and no new one could start. What
// they do will be rolled back in any case; SIGQUIT ends them at once.
void end_orphans(const Place& place) {
  if (find_server(place)) return;
  const auto all_gone = [&] {
    const std::vector<int> children = find_children(place);
    for (const int child : children)
      kill(child, SIGQUIT);
    return children.empty();
  };
  if (!wait_until(all_gone, k_patience_stop))
    throw Error(ErrorKind::database,
                fmt::format("processes of {} that ran earlier do not end", place.title), {},
                fmt::format("Look for \"{}\" in the process list.", place.cluster_name()));
}

// The number in the file of a server that was killed may be that of any process by now, or of a
// dead one that nobody has collected yet, and PostgreSQL would not start for fear that it is a
// server. find_server() knows better. A file that names no process at all is left to PostgreSQL,
// which looks for more traces.
void remove_stale_pid_files(const Place& place) {
  for (const std::string& file :
       {place.data() + "/postmaster.pid", place.socket_folder + "/.s.PGSQL.5432.lock"}) {
    const int pid = std::atoi(first_line(file).c_str());
    if (pid > 0 && kill(pid, 0) == 0) fs::remove(file);
  }
}

// Gives a file we wrote into the server's folder to the server.
void give_to_server(const Place& place, const std::string& path) {
  if (geteuid() == 0 && lchown(path.c_str(), place.server_user.uid, place.server_user.gid) != 0)
    throw env::file_error("give away", path, errno);
}

// A folder that is not there before, and not after unless it got another name.
class RemovedFolder {
 public:
  explicit RemovedFolder(std::string path) : m_path(std::move(path)) { fs::remove_all(m_path); }
  ~RemovedFolder() {
    std::error_code ignored;  // what stays is removed by the next attempt
    fs::remove_all(m_path, ignored);
  }
  RemovedFolder(const RemovedFolder&) = delete;
  RemovedFolder& operator=(const RemovedFolder&) = delete;

 private:
  std::string m_path;
};

void write_settings(const Place& place, const std::string& settings) {
  const std::string path = place.data() + "/selfopt.conf";
  AtomicFile file(path);
  file.write(settings);
  file.commit();
  give_to_server(place, path);
}

std::optional<env::SystemUser> other_user(const Place& place) {
  if (place.server_user.uid == geteuid()) return std::nullopt;
  return place.server_user;
}

std::string last_lines(const std::string& text) {
  std::size_t start = text.find_last_not_of('\n');
  for (std::size_t lines = 0; lines < k_shown_lines && start != std::string::npos && start > 0;)
    if (text[--start] == '\n' && ++lines == k_shown_lines) ++start;
  if (start == std::string::npos) return {};
  return text.substr(start, text.find_last_not_of('\n') + 1 - start);
}

std::string end_of_log(const Place& place) {
  std::ifstream file(place.log(), std::ios::ate);
  const auto size = static_cast<std::int64_t>(file.tellg());
  file.seekg(std::max<std::int64_t>(0, size - 4096));
  return last_lines({std::istreambuf_iterator<char>(file), {}});
}

void keep_log_short(const Place& place) {
  std::error_code none;
  if (fs::file_size(place.log(), none) > k_long_log_bytes && !none)
    fs::rename(place.log(), place.log() + ".1", none);
}

}  // namespace

std::string data_version(const Place& place) {
  return first_line(place.data() + "/PG_VERSION");
}

std::optional<int> find_server(const Place& place) {
  const std::string pid = first_line(place.data() + "/postmaster.pid");
  int number = 0;
  const auto [end, error] = std::from_chars(pid.data(), pid.data() + pid.size(), number);
  if (error != std::errc{} || !is_server(command_line_of(pid), place)) return std::nullopt;
  return number;
}

bool says_ready(const Place& place) {
  return line_of(place.data() + "/postmaster.pid", k_status_line).starts_with("ready");
}

void make_data(const Place& place, const Programs& programs,
               const std::vector<std::string>& initdb_options, int lock) {
  fs::remove_all(place.discarded());
  const RemovedFolder unfinished(place.unfinished());
  // The socket is in a folder of the user's own: trust it, and refuse networks even if somebody
  // makes the server listen to them.
  std::vector<std::string> words{
      programs.path("initdb"), "--pgdata",          place.unfinished(), "--username", k_role,
      "--auth-local=trust",    "--auth-host=reject"};
  words.insert(words.end(), initdb_options.begin(), initdb_options.end());
  const env::CommandResult result = env::run_command({words, other_user(place), lock});
  if (result.status != 0)
    throw Error(ErrorKind::database,
                fmt::format("could not make {} in \"{}\"", place.title, place.folder),
                last_lines(result.output),
                "Check that the disk has room, or choose another place with SELFOPT_HOME.");
  std::ofstream(place.unfinished() + "/postgresql.conf", std::ios::app)
      << "\n# selfopt's settings; what stands below this line comes last and wins.\n"
         "include_if_exists = 'selfopt.conf'\n";
  fs::rename(place.unfinished(), place.data());
}

void start_server(const Place& place, const Programs& programs, const std::string& settings) {
  end_orphans(place);
  remove_stale_pid_files(place);
  write_settings(place, settings);
  keep_log_short(place);
  // With -l the server writes to the file and holds none of our streams; it has its own session.
  const env::CommandResult result =
      env::run_command({{programs.path("pg_ctl"), "--pgdata", place.data(), "--log", place.log(),
                         "--wait", "--timeout=3600", "--silent", "start"},
                        other_user(place),
                        -1});
  if (result.status == 0) return;
  throw Error(ErrorKind::database, fmt::format("the server of {} does not start", place.title),
              end_of_log(place), fmt::format("All it says is in \"{}\".", place.log()));
}

void stop_server(const Place& place) {
  const env::HoldInterrupts hold;
  if (const auto server = find_server(place)) {
    kill(*server, SIGINT);  // a fast shutdown
    if (!wait_until([&] { return find_server(place) != server; }, k_patience_stop))
      throw Error(ErrorKind::database,
                  fmt::format("the server of {} (process {}) does not stop", place.title, *server),
                  end_of_log(place), fmt::format("All it says is in \"{}\".", place.log()));
  }
  end_orphans(place);
}

}  // namespace selfopt::local
