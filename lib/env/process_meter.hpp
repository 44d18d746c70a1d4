#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <sys/types.h>

namespace selfopt::env {

/// What another process on this machine uses, read from /proc. What the system does not tell, or
/// does not let us ask, is absent.
class ProcessMeter {
 public:
  /// \param pid     the process
  /// \param command what its command line has to begin with, so that a process of the same number
  ///                in another container or on another host is not taken for it
  /// \returns nullopt if there is no such process here
  static std::optional<ProcessMeter> find(pid_t pid, std::string_view command);

  /// \returns CPU milliseconds that the process's main thread has used since it began.
  std::optional<double> cpu_ms() const;

  /// Makes peak_private_bytes() count from now. Takes the process's own user, or root.
  /// \returns whether that was allowed
  bool restart_peak() const;

  /// \returns the greatest memory the process had resident since restart_peak(), less what it
  ///          shares with others (for a server process: the buffers all of them share).
  std::optional<std::int64_t> peak_private_bytes() const;

 private:
  explicit ProcessMeter(pid_t pid) : m_pid(pid) {}
  pid_t m_pid;
};

}  // namespace selfopt::env
