#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <string>

#include "etl/parse_value.hpp"

namespace selfopt::etl {
namespace {

// The text of an address as PostgreSQL shows it, or "" if the bytes cannot be shown.
std::string shown(int family, const unsigned char* bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  return inet_ntop(family, bytes, text.data(), text.size()) == nullptr ? "" : text.data();
}

}  // namespace

bool parse_address(std::string_view text, Address& value) {
  constexpr std::size_t k_longest = INET6_ADDRSTRLEN + 4;
  if (text.size() < 2 || text.size() > k_longest) return false;
  const std::size_t slash = text.find('/');
  const std::string host(text.substr(0, slash));
  value.is_v6 = host.find(':') != std::string::npos;
  const int family = value.is_v6 ? AF_INET6 : AF_INET;
  if (inet_pton(family, host.c_str(), value.bytes.data()) != 1) return false;
  if (shown(family, value.bytes.data()) != host) return false;
  const int most = value.is_v6 ? 128 : 32;
  value.prefix = most;
  if (slash == std::string_view::npos) return true;
  const std::string_view digits = text.substr(slash + 1);
  const auto [end, status] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value.prefix);
  return status == std::errc() && end == digits.data() + digits.size() && value.prefix >= 0 &&
         value.prefix < most && (digits.size() == 1 || digits.front() != '0');
}

}  // namespace selfopt::etl
