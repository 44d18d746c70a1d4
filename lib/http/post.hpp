#pragma once

#include <chrono>
#include <string>

namespace selfopt::http {

/// An address that something is sent to.
struct Url {
  std::string origin;  ///< "https://host:port"; all that may be shown, as the rest may be a secret
  std::string target;  ///< from the slash on
};

/// \param text "http://" or "https://", a host, perhaps a port, perhaps a path; no user, no
/// password \throws Error{usage} if it is anything else
Url read_url(const std::string& text);

/// Posts JSON. Certificates are verified; no redirect is followed, no proxy used; of the answer
/// only the status counts. \param time_limit of all of it, but for asking for the host's address
/// \returns why it was not taken; "" if it was (status 200 to 299)
std::string post_json(const Url& url, const std::string& json,
                      std::chrono::milliseconds time_limit);

}  // namespace selfopt::http
