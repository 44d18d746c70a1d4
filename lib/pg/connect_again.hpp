#pragma once

#include <chrono>
#include <thread>

#include <selfopt/error.hpp>

#include "env/signals.hpp"

namespace selfopt::pg {

/// How long a server may be away, to recover from a crash or to be started again.
constexpr std::chrono::seconds k_longest_absence{60};

/// How long a server may go on taking connections after a crash of one of its processes, before it
/// notices the crash and ends them all.
constexpr std::chrono::milliseconds k_time_to_notice{500};

/// Makes a connection in place of one that was lost, as soon as the server takes it and is likely
/// to keep it. \param connect makes it, or throws \throws Error{database} if the server is still
/// away after k_longest_absence, Error::interrupted
template <typename Connect>
auto connect_again(Connect connect) {
  constexpr std::chrono::milliseconds k_pause{100};
  const auto give_up = std::chrono::steady_clock::now() + k_longest_absence;
  std::this_thread::sleep_for(k_time_to_notice);
  for (;;) {
    try {
      return connect();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::database || std::chrono::steady_clock::now() > give_up) throw;
    }
    env::throw_if_interrupted();
    std::this_thread::sleep_for(k_pause);
  }
}

}  // namespace selfopt::pg
