#include "env/process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "env/files.hpp"
#include "env/signals.hpp"

namespace selfopt::env {
namespace {

constexpr int k_poll_ms = 50;
constexpr std::size_t k_most_output = std::size_t{1} << 20;
constexpr auto k_grace = std::chrono::seconds(1);

SystemUser from_entry(const passwd& entry) {
  return {entry.pw_name, entry.pw_uid, entry.pw_gid, entry.pw_dir};
}

class Pipe {
 public:
  Pipe() {
    if (pipe2(m_ends.data(), O_CLOEXEC) != 0)
      throw Error(ErrorKind::internal, fmt::format("could not make a pipe: {}", strerror(errno)));
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int end(std::size_t which) const { return m_ends[which]; }
  int release_end(std::size_t which) { return std::exchange(m_ends[which], -1); }
  void close_end(std::size_t which) {
    if (m_ends[which] >= 0) ::close(std::exchange(m_ends[which], -1));
  }

 private:
  std::array<int, 2> m_ends{-1, -1};
};

struct OwnFile {
  explicit OwnFile(int file) : fd(file) {}
  ~OwnFile() { ::close(fd); }
  OwnFile(const OwnFile&) = delete;
  OwnFile& operator=(const OwnFile&) = delete;
  int fd;
};

// Everything a child needs, prepared before fork(): a child of a program with threads may call
// only what takes no lock.
struct Prepared {
  explicit Prepared(const Command& command) : keep_open(command.keep_open), user(command.user) {
    for (const std::string& argument : command.arguments)
      arguments.push_back(argument);
    const std::string path = variable("PATH");
    environment = {"PATH=" + (path.empty() ? "/usr/bin:/bin" : path), "LC_ALL=C",
                   "HOME=" + (user ? user->home : variable("HOME"))};
    if (const std::string zone = variable("TZ"); !zone.empty()) environment.push_back("TZ=" + zone);
    environment.insert(environment.end(), command.variables.begin(), command.variables.end());
    if (user) find_groups();
  }

  void find_groups() {
    int count = 64;
    groups.resize(static_cast<std::size_t>(count));
    while (getgrouplist(user->name.c_str(), user->gid, groups.data(), &count) < 0)
      groups.resize(static_cast<std::size_t>(count));
    groups.resize(static_cast<std::size_t>(count));
  }

  static std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (std::string& text : texts)
      result.push_back(text.data());
    result.push_back(nullptr);
    return result;
  }

  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  std::vector<gid_t> groups;
  int keep_open;
  std::optional<SystemUser> user;
};

// Runs in the child between fork and exec. \returns only if a step fails; errno says why
void become(const Prepared& prepared, char* const* arguments, char* const* environment, int input,
            int output) {
  restore_signal_mask();
  setsid();
  if (dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
      dup2(output, STDERR_FILENO) < 0)
    return;
  unsigned int first_unused = STDERR_FILENO + 1;
  if (prepared.keep_open >= 0) {
    const int kept = static_cast<int>(first_unused++);
    // dup2 onto itself would leave the close-on-exec flag standing.
    if (prepared.keep_open == kept ? fcntl(kept, F_SETFD, 0) != 0
                                   : dup2(prepared.keep_open, kept) < 0)
      return;
  }
  close_range(first_unused, ~0U, 0);
  if (prepared.user && (setgroups(prepared.groups.size(), prepared.groups.data()) != 0 ||
                        setgid(prepared.user->gid) != 0 || setuid(prepared.user->uid) != 0))
    return;
  umask(077);
  if (chdir("/") != 0) return;
  execve(arguments[0], arguments, environment);
}

int status_of(int raw) {
  return WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
}

// What is to be read from a child's standard input, as a file without a name: a child that does not
// read it holds up nobody. \returns its descriptor, at its beginning
int file_with(const std::string& text) {
  const int file = memfd_create("input", MFD_CLOEXEC);
  std::size_t written = 0;
  while (file >= 0 && written < text.size()) {
    const ssize_t now = write(file, text.data() + written, text.size() - written);
    if (now <= 0) break;
    written += static_cast<std::size_t>(now);
  }
  if (written == text.size() && file >= 0 && lseek(file, 0, SEEK_SET) == 0) return file;
  const int reason = errno;
  if (file >= 0) close(file);
  throw Error(ErrorKind::internal, fmt::format("could not make a file: {}", strerror(reason)));
}

// A child that runs, what it writes, and when it is to be ended.
class Running {
 public:
  Running(pid_t child, int output, const Command& command)
      : m_child(child),
        m_output(output),
        m_limit(command.time_limit),
        m_heeds_interrupts(command.heeds_interrupts) {}

  // Reads until the child has ended and nothing is left, even if what it started keeps the pipe
  // open.
  CommandResult wait() {
    bool ended = false;
    int raw = 0;
    for (;;) {
      pollfd waiting{m_output, POLLIN, 0};
      if (poll(&waiting, 1, ended ? 0 : k_poll_ms) > 0) {
        if (read_some()) {
          if (!ended) look_after();
          continue;
        }
        if (!ended) wait_closed(raw);  // its end of the pipe is closed
        break;
      }
      if (ended) break;
      ended = waitpid(m_child, &raw, WNOHANG) == m_child;
      if (!ended) look_after();
    }
    m_result.status = status_of(raw);
    return std::move(m_result);
  }

 private:
  using Clock = std::chrono::steady_clock;

  // \returns whether there was something
  bool read_some() {
    std::array<char, 4096> buffer{};
    const ssize_t got = read(m_output, buffer.data(), buffer.size());
    if (got <= 0) return false;
    const auto room = k_most_output - std::min(k_most_output, m_result.output.size());
    m_result.output.append(buffer.data(), std::min(room, static_cast<std::size_t>(got)));
    return true;
  }

  // It is about to go, as a rule; one that has only closed its output is not.
  void wait_closed(int& raw) {
    while (waitpid(m_child, &raw, WNOHANG) != m_child) {
      look_after();
      poll(nullptr, 0, 1);
    }
  }

  void look_after() {
    if (m_heeds_interrupts && interrupted_by() != 0 && !std::exchange(m_asked_to_stop, true))
      kill(m_child, SIGINT);
    const auto runs = Clock::now() - m_start;
    if (m_limit.count() == 0 || runs < m_limit) return;
    // It leads a group of its own. A moment to tidy up, then no choice.
    kill(-m_child, runs < m_limit + k_grace ? SIGTERM : SIGKILL);
    m_result.timed_out = true;
  }

  pid_t m_child;
  int m_output;
  std::chrono::milliseconds m_limit;
  bool m_heeds_interrupts;
  bool m_asked_to_stop = false;
  Clock::time_point m_start = Clock::now();
  CommandResult m_result;
};

}  // namespace

SystemUser user_of(uid_t uid) {
  const passwd* entry = getpwuid(uid);
  if (entry == nullptr) return {fmt::to_string(uid), uid, static_cast<gid_t>(uid), ""};
  return from_entry(*entry);
}

SystemUser current_user() {
  return user_of(geteuid());
}

std::optional<SystemUser> find_user(const std::string& name) {
  const passwd* entry = getpwnam(name.c_str());
  if (entry == nullptr) return std::nullopt;
  return from_entry(*entry);
}

CommandResult run_command(const Command& command) {
  if (command.heeds_interrupts) throw_if_interrupted();
  Prepared prepared(command);
  const std::vector<char*> arguments = Prepared::pointers(prepared.arguments);
  const std::vector<char*> environment = Prepared::pointers(prepared.environment);
  Pipe pipe;
  const OwnFile input{file_with(command.input)};
  const pid_t child = fork();
  if (child < 0)
    throw Error(ErrorKind::internal, fmt::format("could not make a process: {}", strerror(errno)));
  if (child == 0) {
    become(prepared, arguments.data(), environment.data(), input.fd, pipe.end(1));
    const char* reason = strerrordesc_np(errno);
    if (reason != nullptr && write(STDERR_FILENO, reason, strlen(reason)) < 0) _exit(k_cannot_run);
    _exit(k_cannot_run);
  }
  pipe.close_end(1);
  CommandResult result = Running(child, pipe.end(0), command).wait();
  if (command.heeds_interrupts) throw_if_interrupted();
  return result;
}

Companion::Companion(const Command& command) {
  Prepared prepared(command);
  const std::vector<char*> arguments = Prepared::pointers(prepared.arguments);
  const std::vector<char*> environment = Prepared::pointers(prepared.environment);
  Pipe pipe;
  const OwnFile nowhere{open("/dev/null", O_WRONLY | O_CLOEXEC)};
  m_child = fork();
  if (m_child < 0)
    throw Error(ErrorKind::internal, fmt::format("could not make a process: {}", strerror(errno)));
  if (m_child == 0) {
    become(prepared, arguments.data(), environment.data(), pipe.end(0), nowhere.fd);
    _exit(k_cannot_run);
  }
  m_input = pipe.release_end(1);
}

Companion::~Companion() {
  ::close(m_input);
  int raw = 0;
  while (waitpid(m_child, &raw, 0) < 0 && errno == EINTR) {
  }
}

void replace_process(const std::vector<std::string>& arguments) {
  std::vector<std::string> texts = arguments;
  const std::vector<char*> pointers = Prepared::pointers(texts);
  restore_signal_mask();
  execv(pointers[0], pointers.data());
  throw Error(ErrorKind::refused,
              fmt::format("could not run \"{}\": {}", arguments.front(), strerror(errno)));
}

}  // namespace selfopt::env
