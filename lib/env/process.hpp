#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

/// Other programs, and the users they run as.
namespace selfopt::env {

/// A user of the operating system.
struct SystemUser {
  std::string name;  ///< the number, if the system has no name for it
  uid_t uid = 0;
  gid_t gid = 0;
  std::string home;  ///< "" if not known
};

/// \returns the user whose rights this process has.
SystemUser current_user();
/// \returns the user with that number, with or without a name.
SystemUser user_of(uid_t uid);
std::optional<SystemUser> find_user(const std::string& name);

/// A program to run to its end. It gets none of our open files, the folder "/", a session of its
/// own (so that Ctrl-C at our terminal does not reach it), and an environment of PATH, HOME, TZ,
/// LC_ALL=C and `variables`.
struct Command {
  std::vector<std::string> arguments;  ///< the program's path first
  std::optional<SystemUser> user;      ///< whom to run as, if not ourselves; that takes root
  int keep_open = -1;      ///< one file that it inherits all the same, for example a lock
  std::string input = {};  ///< what it reads from its standard input
  std::vector<std::string> variables = {};  ///< "NAME=VALUE"
  std::chrono::milliseconds time_limit{0};  ///< then it is ended, and what it has started; 0: none
  bool heeds_interrupts = true;  ///< else a signal that asks us to stop makes no difference to it
};

constexpr int k_cannot_run = 127;

struct CommandResult {
  /// Exit status; 128 + N if ended by signal N; k_cannot_run, with the reason as output, if there
  /// is no such program or it may not be run.
  int status = 0;
  std::string output;  ///< what it wrote to standard output and standard error; a MiB at most
  bool timed_out = false;
};

/// Runs \p command and waits. What it leaves in the background is not waited for. When a signal
/// asks us to stop, it is sent SIGINT, waited for, and Error::interrupted is thrown.
/// \throws Error{internal} if no process can be made
CommandResult run_command(const Command& command);

/// A program that runs beside this one until its standard input ends. That is when the object goes,
/// or when we end, however that is: what it then does happens even if we are killed.
class Companion {
 public:
  /// \param command  its input, time limit and interrupts are not looked at; its output is lost
  /// \throws Error{internal} if no process can be made
  explicit Companion(const Command& command);
  /// Ends its input and waits for its end.
  ~Companion();
  Companion(const Companion&) = delete;
  Companion& operator=(const Companion&) = delete;

 private:
  int m_input = -1;
  pid_t m_child = -1;
};

/// Runs a program in place of this one, with our files, folder and environment; returns only by
/// throwing. \throws Error{refused} if it cannot be run
[[noreturn]] void replace_process(const std::vector<std::string>& arguments);

}  // namespace selfopt::env
