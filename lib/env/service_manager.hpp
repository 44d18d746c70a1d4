#pragma once

#include <string_view>

namespace selfopt::env {

/// Tells the service manager that started us what we are doing, by systemd's protocol: a datagram
/// to the socket that NOTIFY_SOCKET names (man sd_notify). Does nothing if there is none.
/// \param state for example "READY=1", "STOPPING=1", "STATUS=waiting"
/// \returns whether it was told
bool notify_service_manager(std::string_view state) noexcept;

}  // namespace selfopt::env
