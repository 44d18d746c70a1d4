#pragma once

#include <cstdint>

namespace selfopt::env {

/// \returns the memory that programs here may use: the machine's, or the limit of the container
///          (cgroup, version 1 or 2) if that is smaller.
std::int64_t memory_bytes();

/// \returns how many processors this program may use: those of the machine, or fewer if it was told
///          so (taskset, a container's set of processors).
int usable_processors();

}  // namespace selfopt::env
