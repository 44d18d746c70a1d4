#include "env/machine.hpp"

#include <algorithm>
#include <fstream>
#include <sched.h>
#include <thread>
#include <unistd.h>

namespace selfopt::env {

std::int64_t memory_bytes() {
  std::int64_t bytes = static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
  for (const char* path :
       {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    std::int64_t limit = 0;
    // "max" is no number: no limit
    if (std::ifstream(path) >> limit && limit > 0) bytes = std::min(bytes, limit);
  }
  return bytes;
}

int usable_processors() {
  cpu_set_t usable;
  if (sched_getaffinity(0, sizeof usable, &usable) == 0) return CPU_COUNT(&usable);
  return static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U));
}

}  // namespace selfopt::env
