#pragma once

#include <cstdint>
#include <string>

namespace selfopt::local {

/// \returns the text of the server's settings file: those of a small private warehouse.
/// \param memory_bytes  what the machine has; the server takes a modest part of it
std::string settings_text(std::int64_t memory_bytes, const std::string& socket_folder,
                          const std::string& cluster_name);

/// \returns that of a server without rows, which plans for a while and is then thrown away
std::string passing_settings_text(const std::string& socket_folder,
                                  const std::string& cluster_name);

}  // namespace selfopt::local
