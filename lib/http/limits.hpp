#pragma once

#include <chrono>
#include <cstddef>

namespace selfopt::http {

/// What one client may take from all others.
struct Limits {
  std::size_t connections = 1000;  ///< at a time; more are turned away with 503
  std::size_t head_bytes = 16 * 1024;
  std::size_t body_bytes = 1024 * 1024;
  std::size_t requests = 1000;                  ///< on one connection, then it is closed
  std::chrono::milliseconds arrival{10'000};    ///< from the first to the last byte of a request
  std::chrono::milliseconds idle{15'000};       ///< between two requests
  std::chrono::milliseconds departure{30'000};  ///< for all of an answer to be taken
};

}  // namespace selfopt::http
