#include "env/process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
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
  void close_end(std::size_t which) {
    if (m_ends[which] >= 0) ::close(std::exchange(m_ends[which], -1));
  }

 private:
  std::array<int, 2> m_ends{-1, -1};
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
void become(const Prepared& prepared, char* const* arguments, char* const* environment,
            int output) {
  restore_signal_mask();
  setsid();
  const int nothing = open("/dev/null", O_RDONLY);
  if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
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

// Reads until the child has ended and nothing is left, even if what it started keeps the pipe open.
CommandResult wait_for(pid_t child, int output) {
  CommandResult result;
  bool asked_to_stop = false;
  bool ended = false;
  int raw = 0;
  for (;;) {
    pollfd waiting{output, POLLIN, 0};
    const int ready = poll(&waiting, 1, ended ? 0 : k_poll_ms);
    if (ready > 0) {
      std::array<char, 4096> buffer{};
      const ssize_t got = read(output, buffer.data(), buffer.size());
      if (got > 0) {
        result.output.append(buffer.data(), static_cast<std::size_t>(got));
        continue;
      }
      if (!ended) waitpid(child, &raw, 0);  // its end of the pipe is closed: it is about to go
      break;
    }
    if (ended) break;
    ended = waitpid(child, &raw, WNOHANG) == child;
    if (interrupted_by() != 0 && !std::exchange(asked_to_stop, true)) kill(child, SIGINT);
  }
  result.status = status_of(raw);
  return result;
}

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
  throw_if_interrupted();
  Prepared prepared(command);
  const std::vector<char*> arguments = Prepared::pointers(prepared.arguments);
  const std::vector<char*> environment = Prepared::pointers(prepared.environment);
  Pipe pipe;
  const pid_t child = fork();
  if (child < 0)
    throw Error(ErrorKind::internal, fmt::format("could not make a process: {}", strerror(errno)));
  if (child == 0) {
    become(prepared, arguments.data(), environment.data(), pipe.end(1));
    const char* reason = strerrordesc_np(errno);
    if (reason != nullptr && write(STDERR_FILENO, reason, strlen(reason)) < 0) _exit(k_cannot_run);
    _exit(k_cannot_run);
  }
  pipe.close_end(1);
  CommandResult result = wait_for(child, pipe.end(0));
  throw_if_interrupted();
  return result;
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
