#pragma once

#include <chrono>
#include <ctime>
#include <optional>
#include <vector>

#include "env/process_meter.hpp"
#include "whatif/cost_oracle.hpp"

namespace selfopt::bench {

/// Seconds that have passed, and seconds of CPU that this program and the oracle's server processes
/// have used (those of the server only if it runs on this machine).
class StopClock {
 public:
  explicit StopClock(const whatif::CostOracle& oracle) {
    for (const int pid : oracle.backend_pids())
      if (auto meter = env::ProcessMeter::find(pid, "postgres: ")) m_meters.push_back(*meter);
    m_cpu = cpu();
  }

  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
  }
  double cpu_seconds() const { return cpu() - m_cpu; }

 private:
  double cpu() const {
    timespec own{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
    double total = static_cast<double>(own.tv_sec) + 1e-9 * static_cast<double>(own.tv_nsec);
    for (const auto& meter : m_meters)
      total += meter.cpu_ms().value_or(0) / 1000;
    return total;
  }

  std::vector<env::ProcessMeter> m_meters;
  std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
  double m_cpu = 0;
};

}  // namespace selfopt::bench
