#include "http/request_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace selfopt::http {
namespace {

constexpr std::size_t k_longest_target = 2048;
constexpr std::size_t k_most_headers = 64;
constexpr std::string_view k_line_end = "\r\n";

bool is_control(char c) {
  return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
}

// RFC 9110, 5.6.2
bool is_token(std::string_view text) {
  constexpr std::string_view k_marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           k_marks.find(c) != std::string_view::npos;
  });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find(k_line_end);
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + k_line_end.size());
  return line;
}

class Reader {
 public:
  explicit Reader(std::size_t most_body) : m_most_body(most_body) {}

  RequestHead read(std::string_view text) {
    read_request_line(take_line(text));
    std::size_t count = 0;
    while (m_head.status == 0) {
      const std::string_view line = take_line(text);
      if (line.empty()) break;
      if (++count > k_most_headers) fail(431, "too many headers");
      read_header(line);
    }
    if (m_head.status == 0) check_together();
    m_head.text += k_line_end;
    return m_head;
  }

 private:
  void fail(int status, const char* reason) {
    if (m_head.status != 0) return;
    m_head.status = status;
    m_head.reason = reason;
  }

  void read_request_line(std::string_view line) {
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || !is_token(line.substr(0, first)))
      return fail(400, "the request line is not METHOD PATH HTTP/1.1");
    const std::string_view target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    if (target.size() > k_longest_target) return fail(414, "the path is too long");
    // What is not ASCII comes percent-encoded, or is a fault.
    if (!target.starts_with('/') ||
        !std::ranges::all_of(target, [](char c) { return c > ' ' && c < '\x7f'; }))
      return fail(400, "the path must begin with / and hold no blank and nothing but ASCII");
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
      return fail(505, "only HTTP/1.0 and HTTP/1.1 are spoken here");
    m_needs_host = version == "HTTP/1.1";
    m_head.method = line.substr(0, first);
    // The library would answer others and keep the connection, whatever the client wants.
    constexpr std::array<std::string_view, 7> k_methods{"GET",   "HEAD",   "POST",   "PUT",
                                                        "PATCH", "DELETE", "OPTIONS"};
    if (std::ranges::find(k_methods, m_head.method) == k_methods.end())
      return fail(501, "there is no such method here");
    m_head.path = target.substr(0, target.find_first_of("?#"));
    m_head.text.append(line).append(k_line_end);
  }

  void read_header(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
      return fail(400, "a header has no proper name");
    const std::string name = lower(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (std::ranges::any_of(value, [](char c) { return is_control(c) && c != '\t'; }))
      return fail(400, "a header has control characters");
    if (take_note(name, value))
      m_head.text.append(line.substr(0, colon)).append(": ").append(value).append(k_line_end);
  }

  // \returns whether the library is to see the header
  bool take_note(const std::string& name, std::string_view value) {
    if (name == "host") {
      if (m_has_host) fail(400, "there are two Host headers");
      m_has_host = true;
    } else if (name == "content-length") {
      read_length(value);
    } else if (name == "transfer-encoding") {
      fail(411, "a body must come with its Content-Length");
    } else if (name == "content-encoding") {
      fail(415, "a body must not be compressed");
    } else if (name == "expect") {
      if (lower(value) != "100-continue") fail(417, "only Expect: 100-continue is understood");
      m_head.expects_continue = true;
      return false;
    } else if (name == "accept-encoding") {
      if (value.find("gzip") != std::string_view::npos)
        m_head.text.append("Accept-Encoding: gzip").append(k_line_end);
      return false;
    } else if (name == "range" || name == "if-range") {
      return false;
    }
    return true;
  }

  void read_length(std::string_view value) {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
    if (m_length || value.empty() || end != value.data() + value.size() ||
        (error != std::errc() && error != std::errc::result_out_of_range))
      return fail(400, "the Content-Length is no number, or there are two");
    if (error == std::errc::result_out_of_range || length > m_most_body)
      return fail(413, "the body is too large");
    m_length = length;
  }

  void check_together() {
    if (m_needs_host && !m_has_host) return fail(400, "the Host header is missing");
    m_head.body_bytes = m_length.value_or(0);
    if (m_head.body_bytes > 0 && (m_head.method == "GET" || m_head.method == "HEAD"))
      fail(400, "a request of this kind has no body");
  }

  std::size_t m_most_body;
  RequestHead m_head;
  std::optional<std::size_t> m_length;
  bool m_has_host = false;
  bool m_needs_host = false;
};

}  // namespace

std::string lower(std::string_view name) {
  std::string result(name);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

RequestHead read_head(std::string_view text, std::size_t most_body) {
  return Reader(most_body).read(text);
}

}  // namespace selfopt::http
