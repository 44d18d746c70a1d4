#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include <selfopt/atomic_file.hpp>
#include <selfopt/error.hpp>

#include "env/files.hpp"

namespace selfopt {

AtomicFile::AtomicFile(std::string path)
    : m_path(std::move(path)), m_temporary(fmt::format("{}.{}.tmp", m_path, getpid())) {
  m_fd = ::open(m_temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (m_fd < 0) throw env::file_error("create", m_path, errno);
}

AtomicFile::~AtomicFile() {
  if (m_fd < 0) return;
  ::close(m_fd);
  ::unlink(m_temporary.c_str());
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
  if (fsync(m_fd) != 0 && errno != EINVAL) fail();
  if (::rename(m_temporary.c_str(), m_path.c_str()) != 0) fail();
  ::close(std::exchange(m_fd, -1));
}

}  // namespace selfopt
