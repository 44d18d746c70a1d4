#pragma once

#include <cstdint>
#include <functional>

/// Stopping on request (Ctrl-C, SIGTERM, SIGHUP) without losing anything.
///
/// A thread of its own receives the signals. It sets a flag that long loops look at, and calls the
/// callbacks of those who wait inside a library, for example to cancel a running statement. A
/// second signal ends the program at once. selfopt::watch_interrupts starts it.
namespace selfopt::env {

/// \returns the signal that asked us to stop, or 0.
int interrupted_by();

/// \throws Error::interrupted if a signal has asked us to stop
void throw_if_interrupted();

/// From now on SIGHUP does not stop the program: take_hangup() tells that it came.
void want_hangups();
/// \returns whether SIGHUP has come since the last call
bool take_hangup();

/// Undoes, in a forked child, what watch_interrupts did to the signal mask.
void restore_signal_mask();

/// While one lives, \p callback is called (once, from another thread) when a signal comes; at once
/// if it has come already.
class OnInterrupt {
 public:
  explicit OnInterrupt(std::function<void()> callback);
  ~OnInterrupt();
  OnInterrupt(const OnInterrupt&) = delete;
  OnInterrupt& operator=(const OnInterrupt&) = delete;

 private:
  std::uint64_t m_id;
};

/// While one lives, a first signal is remembered but interrupts nothing: interrupted_by() is 0 and
/// callbacks wait. For the clean-up that has to end.
class HoldInterrupts {
 public:
  HoldInterrupts();
  ~HoldInterrupts();
  HoldInterrupts(const HoldInterrupts&) = delete;
  HoldInterrupts& operator=(const HoldInterrupts&) = delete;
};

}  // namespace selfopt::env
