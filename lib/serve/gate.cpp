#include "serve/gate.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <sys/stat.h>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "env/files.hpp"

namespace selfopt::serving {
namespace {

constexpr std::size_t k_unguessable = 16;

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host == "[::1]" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

// Takes as long for a token that is wrong at its first letter as for one wrong at its last.
bool equal_in_constant_time(std::string_view a, std::string_view b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |=
        static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^
                              static_cast<unsigned char>(b[b.empty() ? 0 : i % b.size()]));
  return difference == 0;
}

// \returns nothing but what comes before the first byte that is no base64
std::string from_base64(std::string_view text) {
  constexpr std::string_view k_letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t value = k_letters.find(c);
    if (value == std::string_view::npos) break;
    bits = (bits << 6 | static_cast<unsigned>(value)) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 0xff);
    }
  }
  return bytes;
}

std::string without_port(const std::string& host) {
  const std::size_t colon = host.rfind(':');
  const bool is_port = colon != std::string::npos && colon + 1 < host.size() &&
                       host.find_first_not_of("0123456789", colon + 1) == std::string::npos &&
                       (host.find(':') == colon || host.starts_with('['));
  return is_port ? host.substr(0, colon) : host;
}

bool changes_something(const http::Request& request) {
  return request.method != "GET" && request.method != "HEAD";
}

// A page from elsewhere can make a browser send a form, but not JSON without asking first, and not
// without saying where it comes from.
bool comes_from_elsewhere(const http::Request& request) {
  if (request.header("sec-fetch-site") == "cross-site") return true;
  const std::string origin = request.header("origin");
  if (origin.empty()) return false;
  const std::size_t scheme = origin.find("://");
  return scheme == std::string::npos || origin.substr(scheme + 3) != request.header("host");
}

}  // namespace

Address read_address(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  const std::string port = colon == std::string::npos ? text : text.substr(colon + 1);
  std::string host = colon == std::string::npos ? "127.0.0.1" : text.substr(0, colon);
  constexpr int k_last_port = 65535;
  Address address;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (port.empty() || end != port.data() + port.size() || error != std::errc() ||
      address.port < 0 || address.port > k_last_port)
    throw Error(ErrorKind::usage, fmt::format("--listen \"{}\" has no port", text), {},
                "Write HOST:PORT, for example 127.0.0.1:8000.");
  if (host.empty()) host = "0.0.0.0";
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  address.loopback = is_loopback(host);
  address.host = std::move(host);
  return address;
}

Gate::Gate(std::string token, std::vector<std::string> host_names)
    : m_token(std::move(token)), m_host_names(std::move(host_names)) {}

bool Gate::has_token(const http::Request& request) const {
  constexpr std::string_view k_bearer = "Bearer ";
  constexpr std::string_view k_basic = "Basic ";
  const std::string given = request.header("authorization");
  if (given.starts_with(k_bearer))
    return equal_in_constant_time(given.substr(k_bearer.size()), m_token);
  if (!given.starts_with(k_basic)) return false;
  // What a browser asks its user for: any name, and the token as password.
  const std::string pair = from_base64(std::string_view(given).substr(k_basic.size()));
  const std::size_t colon = pair.find(':');
  return colon != std::string::npos && equal_in_constant_time(pair.substr(colon + 1), m_token);
}

bool Gate::is_called_properly(const std::string& host) const {
  const std::string name = without_port(host);
  return is_loopback(name) || std::ranges::find(m_host_names, name) != m_host_names.end();
}

std::optional<http::Response> Gate::refusal(const http::Request& request) const {
  if (!m_token.empty()) {
    if (request.path != "/healthz" && !has_token(request)) {
      http::Response response = http::error_response(
          401, "the token is missing or wrong", "Send the header Authorization: Bearer TOKEN.");
      response.headers.emplace_back("WWW-Authenticate",
                                    "Basic realm=\"selfopt\", charset=\"UTF-8\"");
      return response;
    }
  } else if (const std::string host = request.header("host");
             !host.empty() && !is_called_properly(host)) {
    return http::error_response(421, "this server is not known by that name",
                                "selfopt serve --host-name NAME makes it known.");
  }
  if (!changes_something(request)) return std::nullopt;
  if (comes_from_elsewhere(request))
    return http::error_response(403, "pages from elsewhere may not send this");
  const std::string type = request.header("content-type");
  if (!request.body.empty() && type.substr(0, type.find(';')) != "application/json")
    return http::error_response(415, "the body must be application/json",
                                "Send the header Content-Type: application/json.");
  return std::nullopt;
}

std::string read_token(const std::string& path) {
  constexpr std::int64_t k_most_bytes = 4096;
  std::string token = env::read_whole(path, k_most_bytes);
  token = token.substr(0, token.find_first_of("\r\n"));
  if (token.empty() || token.find_first_of(" \t") != std::string::npos)
    throw Error(ErrorKind::usage, fmt::format("the first line of \"{}\" is no token", path), {},
                "Make one: (umask 077; openssl rand -hex 32 > FILE)");
  if (token.size() < k_unguessable)
    log::warning("the token in \"{}\" is short; {} characters or more are hard to guess", path,
                 k_unguessable);
  struct stat status {};
  if (path != "-" && stat(path.c_str(), &status) == 0 &&
      (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    log::warning("others can read the token in \"{}\"; chmod 600 makes it yours alone", path);
  return token;
}

}  // namespace selfopt::serving
