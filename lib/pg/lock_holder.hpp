#pragma once

namespace selfopt::pg {

/// For sessions that hold a lock as long as they live: if the network fails, the server has to
/// notice that nobody is there any more within a minute, not in the hours that systems are set to.
/// Means nothing on a Unix socket.
inline constexpr const char* k_notice_lost_client =
    "select pg_catalog.set_config('tcp_keepalives_idle', '30', false),"
    " pg_catalog.set_config('tcp_keepalives_interval', '10', false),"
    " pg_catalog.set_config('tcp_keepalives_count', '3', false)";

}  // namespace selfopt::pg
