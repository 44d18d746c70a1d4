#include "local/settings.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace selfopt::local {
namespace {

constexpr std::int64_t k_mib = 1 << 20;

std::int64_t share_mib(std::int64_t memory_bytes, std::int64_t divisor, std::int64_t least,
                       std::int64_t most) {
  return std::clamp(memory_bytes / divisor / k_mib, least, most);
}

std::string quoted_value(const std::string& value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += c;
    text += c;
  }
  return text + "'";
}

}  // namespace

std::string settings_text(std::int64_t memory_bytes, const std::string& socket_folder,
                          const std::string& cluster_name) {
  return fmt::format(
      R"(# Written by selfopt at every start of the local warehouse; changes here are lost.
# Put your own into postgresql.conf below the line that includes this file, or use ALTER SYSTEM.

# Reached through the socket in a private folder only.
listen_addresses = ''
port = 5432
unix_socket_directories = {socket}
unix_socket_permissions = 0700
cluster_name = {name}

# What selfopt measures with.
shared_preload_libraries = 'pg_stat_statements'
pg_stat_statements.max = 10000
track_io_timing = on

# A modest part of the machine's memory: the user works on it, too.
max_connections = 50
shared_buffers = {buffers}MB
effective_cache_size = {cache}MB
work_mem = {work}MB
maintenance_work_mem = {maintenance}MB

# Disks without moving parts: a random page costs little more than the next one.
random_page_cost = 1.1
effective_io_concurrency = 200

# No replica reads this server's write-ahead log, so a table loaded in the transaction that made it
# is written once, not twice.
wal_level = minimal
max_wal_senders = 0
wal_compression = on
max_wal_size = 2GB
min_wal_size = 80MB
checkpoint_timeout = 15min

# Compiling expressions pays off for long queries only, and makes the times of short ones jump.
jit = off

log_line_prefix = '%m [%p] '
log_checkpoints = off
log_autovacuum_min_duration = -1
)",
      // A list: the inner quotes keep a name with a comma or space in one piece.
      fmt::arg("socket", quoted_value("\"" + socket_folder + "\"")),
      fmt::arg("name", quoted_value(cluster_name)),
      fmt::arg("buffers", share_mib(memory_bytes, 8, 32, 1024)),
      fmt::arg("cache", share_mib(memory_bytes, 2, 128, 65536)),
      fmt::arg("work", share_mib(memory_bytes, 128, 4, 64)),
      fmt::arg("maintenance", share_mib(memory_bytes, 16, 64, 512)));
}

std::string passing_settings_text(const std::string& socket_folder,
                                  const std::string& cluster_name) {
  return fmt::format(
      R"(# Written by selfopt. This server has no rows: nothing of it is worth being kept.
listen_addresses = ''
port = 5432
unix_socket_directories = {socket}
unix_socket_permissions = 0700
cluster_name = {name}

# Connections plan at the same time, for tables with any number of partitions and indexes.
max_connections = 100
max_locks_per_transaction = 1024
shared_buffers = 64MB
wal_level = minimal
max_wal_senders = 0
fsync = off
full_page_writes = off

# It would find empty tables, and say so in the statistics.
autovacuum = off
)",
      fmt::arg("socket", quoted_value("\"" + socket_folder + "\"")),
      fmt::arg("name", quoted_value(cluster_name)));
}

}  // namespace selfopt::local
