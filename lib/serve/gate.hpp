#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/message.hpp"

namespace selfopt::serving {

/// Where to listen.
struct Address {
  std::string host;
  int port = 0;
  bool loopback = true;  ///< only programs on this machine can connect
};
/// Reads "127.0.0.1:8000", "[::1]:8000", ":8000" (all addresses) or "8000".
/// \throws Error{usage} if \p text is none
Address read_address(const std::string& text);

/// Who is let in.
class Gate {
 public:
  /// \param token      what a request must bring; empty: nothing
  /// \param host_names by which clients may call the server, besides loopback ones, without a token
  Gate(std::string token, std::vector<std::string> host_names);

  /// \returns the answer to a request that is not let in; nothing if it is
  std::optional<http::Response> refusal(const http::Request& request) const;

 private:
  bool has_token(const http::Request& request) const;
  bool is_called_properly(const std::string& host) const;

  std::string m_token;
  std::vector<std::string> m_host_names;
};

/// Reads the first line of a file.
/// Warns if it is short, or others than its owner can read it.
/// \throws Error{input} if it cannot be read; Error{usage} if it is empty or has blanks
std::string read_token(const std::string& path);

}  // namespace selfopt::serving
