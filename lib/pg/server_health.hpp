#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "pg/session.hpp"

namespace selfopt::pg {

/// What tells at a glance whether a server is well. Of the database connected to unless said.
struct ServerHealth {
  std::string database;
  int server_version = 0;  ///< for example 150020
  std::int64_t database_bytes = 0;
  std::optional<double> cache_hit_share;  ///< blocks found in shared buffers, 0 to 1
  double longest_transaction_s = 0;       ///< of others
  std::int64_t connections = 0;           ///< of the whole server
  std::int64_t most_connections = 0;
  std::int64_t invalid_indexes = 0;
  double wraparound_share = 0;  ///< age of the oldest transaction number / 2 billion, 0 to 1
  std::int64_t tables_without_statistics = 0;  ///< tables with rows that were never analysed
  std::string last_snapshot;                   ///< ISO 8601; empty: none
};
ServerHealth server_health(Session& session);

}  // namespace selfopt::pg
