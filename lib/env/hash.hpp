#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace selfopt::env {

/// A 64-bit hash that is the same on every machine and in every version (FNV-1a). For names and
/// identities, not for secrets.
constexpr std::uint64_t stable_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3U;
  }
  return hash;
}

/// \returns stable_hash as 16 hex digits.
inline std::string stable_hash_hex(std::string_view text) {
  return fmt::format("{:016x}", stable_hash(text));
}

}  // namespace selfopt::env
