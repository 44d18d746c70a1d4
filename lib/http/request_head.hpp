#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace selfopt::http {

/// The request line and the headers, looked through before the library sees them.
struct RequestHead {
  int status = 0;      ///< what to answer if something is wrong with them; 0: nothing is
  std::string reason;  ///< what is wrong
  std::string method;
  std::string path;  ///< as written, without parameters, for the access log
  std::size_t body_bytes = 0;
  bool expects_continue = false;  ///< the client waits for a word before it sends the body
  /// The same without what the library would do on a client's word alone: decompress a body, cut
  /// answers into ranges, spend seconds on compressing them. Ends with an empty line.
  std::string text;
};

/// \returns the name of a header with its ASCII letters in lower case, as it is looked for
std::string lower(std::string_view name);

/// Reads a head strictly: what two programs could understand differently is refused.
///
/// \param text      up to and with the empty line
/// \param most_body bytes that a body may have
RequestHead read_head(std::string_view text, std::size_t most_body);

}  // namespace selfopt::http
