#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include <selfopt/atomic_file.hpp>
#include <selfopt/error.hpp>

#include "env/files.hpp"

namespace selfopt {

namespace {

/// \returns whether there is something at \p path that a file must not be renamed over: a device
///          (/dev/null), a pipe, a folder
bool is_special(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

/// \returns the file that a symbolic link leads to, so that the link itself stays
std::string link_target(const std::string& path) {
  std::error_code failure;
  const auto target = std::filesystem::canonical(path, failure);
  return failure ? path : target.string();
}

}  // namespace

AtomicFile::AtomicFile(std::string path) : m_path(std::move(path)) {
  if (is_special(m_path)) {
    m_fd = ::open(m_path.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    m_target = link_target(m_path);
    m_temporary = fmt::format("{}.{}.tmp", m_target, getpid());
    m_fd = ::open(m_temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  }
  if (m_fd < 0) throw env::file_error("create", m_path, errno);
}

AtomicFile::~AtomicFile() {
  if (m_fd < 0) return;
  ::close(m_fd);
  if (!m_temporary.empty()) ::unlink(m_temporary.c_str());
}

void AtomicFile::fail() const {
  throw env::file_error("write", m_path, errno);
}

void AtomicFile::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(m_fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail();
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void AtomicFile::commit() {
  if (!m_temporary.empty()) {
    if (fsync(m_fd) != 0 && errno != EINVAL) fail();
    if (::rename(m_temporary.c_str(), m_target.c_str()) != 0) fail();
  }
  ::close(std::exchange(m_fd, -1));
}

}  // namespace selfopt
