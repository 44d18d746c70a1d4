#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

/// The door to the HTTP library (cpp-httplib): what a server is asked, and what it answers.
namespace selfopt::http {

/// A request that has arrived whole and keeps to the rules (request_head.hpp).
struct Request {
  std::string method;  ///< "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"
  std::string path;    ///< decoded, without parameters; whatever bytes the client sent
  std::map<std::string, std::string> parameters;  ///< decoded; of repeated ones the first
  std::map<std::string, std::string> headers;     ///< names in lower case; the first of each
  std::string body;

  /// \returns the header's value, or ""
  std::string header(const std::string& lower_case_name) const {
    const auto found = headers.find(lower_case_name);
    return found == headers.end() ? "" : found->second;
  }
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// \returns an answer that says what is wrong: {"error": MESSAGE, "hint": HINT}.
Response error_response(int status, const std::string& message, const std::string& hint = {});

}  // namespace selfopt::http
