#include "env/files.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/units.hpp>

#include "env/signals.hpp"

namespace selfopt::env {

Error file_error(std::string_view action, const std::string& path, int error_number) {
  const std::string shown = path == "-" ? "standard input" : fmt::format("\"{}\"", path);
  return Error(ErrorKind::input,
               fmt::format("could not {} {}: {}", action, shown, std::strerror(error_number)));
}

namespace {

// Closes what it opened; standard input stays open.
class Source {
 public:
  explicit Source(const std::string& path) : m_path(path) {
    m_fd = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (m_fd < 0) throw file_error("open", path, errno);
    struct stat status {};
    if (fstat(m_fd, &status) == 0 && S_ISDIR(status.st_mode)) {
      close_own();
      throw file_error("read", path, EISDIR);
    }
  }
  ~Source() { close_own(); }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  // \returns the bytes read into buffer, 0 at the end
  std::size_t read(char* buffer, std::size_t size) {
    for (;;) {
      wait_for_input();
      const ssize_t got = ::read(m_fd, buffer, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) throw file_error("read", m_path, errno);
    }
  }

 private:
  // A pipe or terminal may stay silent for long; a stop asked for meanwhile must be noticed.
  void wait_for_input() const {
    pollfd waiting{m_fd, POLLIN, 0};
    do {
      throw_if_interrupted();
    } while (::poll(&waiting, 1, 100) == 0);
  }
  void close_own() {
    if (m_fd > STDIN_FILENO) ::close(std::exchange(m_fd, -1));
  }
  std::string m_path;
  int m_fd = -1;
};

}  // namespace

std::string read_whole(const std::string& path, std::int64_t max_bytes) {
  Source source(path);
  std::string text;
  std::array<char, 65536> buffer{};
  while (const std::size_t got = source.read(buffer.data(), buffer.size())) {
    text.append(buffer.data(), got);
    if (static_cast<std::int64_t>(text.size()) > max_bytes)
      throw Error(ErrorKind::input,
                  fmt::format("\"{}\" is larger than {}", path, format_bytes(max_bytes)));
  }
  return text;
}

void read_lines(const std::string& path,
                const std::function<void(std::string_view, std::int64_t)>& on_line) {
  Source source(path);
  std::string pending;
  std::int64_t number = 0;
  std::array<char, 65536> buffer{};
  while (const std::size_t got = source.read(buffer.data(), buffer.size())) {
    std::string_view fresh(buffer.data(), got);
    for (std::size_t end; (end = fresh.find('\n')) != std::string_view::npos;) {
      pending.append(fresh.substr(0, end));
      fresh.remove_prefix(end + 1);
      if (!pending.empty() && pending.back() == '\r') pending.pop_back();
      on_line(pending, ++number);
      pending.clear();
    }
    pending.append(fresh);
  }
  if (!pending.empty()) on_line(pending, ++number);
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool stdin_has_data() {
  struct stat status {};
  return fstat(STDIN_FILENO, &status) == 0 &&
         (S_ISFIFO(status.st_mode) || S_ISREG(status.st_mode) || S_ISSOCK(status.st_mode));
}

}  // namespace selfopt::env
