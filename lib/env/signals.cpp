#include "env/signals.hpp"

#include <atomic>
#include <csignal>
#include <map>
#include <mutex>
#include <pthread.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include <selfopt/error.hpp>
#include <selfopt/interrupts.hpp>

namespace selfopt::env {
namespace {

std::atomic<int> g_signal{0};
std::atomic<int> g_holds{0};
std::atomic<bool> g_hangups_wanted{false};
std::atomic<bool> g_hangup{false};
std::mutex g_mutex;
std::uint64_t g_next_id = 1;
std::map<std::uint64_t, std::function<void()>> g_callbacks;

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  // Under nohup it is ignored, and stays so.
  struct sigaction hangup {};
  if (sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
    sigaddset(&set, SIGHUP);
  return set;
}

// Each callback runs once: it leaves the map before it is called. It runs under the lock, so that
// the destructor of its OnInterrupt waits for it.
void call_callbacks() {
  const std::lock_guard lock(g_mutex);
  for (const auto& [id, callback] : std::exchange(g_callbacks, {}))
    callback();
}

void receive_signals() {
  const sigset_t set = stop_signals();
  for (;;) {
    int signal_number = 0;
    if (sigwait(&set, &signal_number) != 0) continue;
    if (signal_number == SIGHUP && g_hangups_wanted) {
      g_hangup = true;
      continue;
    }
    int expected = 0;
    if (!g_signal.compare_exchange_strong(expected, signal_number)) _exit(128 + signal_number);
    if (g_holds == 0) call_callbacks();
  }
}

}  // namespace

int interrupted_by() {
  return g_holds == 0 ? g_signal.load() : 0;
}

void throw_if_interrupted() {
  if (const int signal_number = interrupted_by(); signal_number != 0)
    throw Error::interrupted(signal_number);
}

void want_hangups() {
  g_hangups_wanted = true;
}

bool take_hangup() {
  return g_hangup.exchange(false);
}

void restore_signal_mask() {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_DFL);
}

OnInterrupt::OnInterrupt(std::function<void()> callback) {
  const std::lock_guard lock(g_mutex);
  m_id = g_next_id++;
  if (interrupted_by() != 0) {
    callback();
    return;
  }
  g_callbacks.emplace(m_id, std::move(callback));
}

OnInterrupt::~OnInterrupt() {
  const std::lock_guard lock(g_mutex);
  g_callbacks.erase(m_id);
}

HoldInterrupts::HoldInterrupts() {
  ++g_holds;
  // What is being cancelled just now must not be the clean-up that begins here.
  const std::lock_guard until_callbacks_end(g_mutex);
}

HoldInterrupts::~HoldInterrupts() {
  if (--g_holds == 0 && g_signal != 0) call_callbacks();
}

}  // namespace selfopt::env

namespace selfopt {

void watch_interrupts() {
  const sigset_t set = env::stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::thread(env::receive_signals).detach();
}

}  // namespace selfopt
