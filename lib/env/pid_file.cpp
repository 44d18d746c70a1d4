#include <unistd.h>

#include <fmt/format.h>

#include <selfopt/pid_file.hpp>

#include "env/file_lock.hpp"
#include "env/files.hpp"

namespace selfopt {

struct PidFile::Impl {
  explicit Impl(const std::string& path)
      : lock(path, fmt::format("the file \"{}\"", path), std::chrono::milliseconds(0)) {}
  env::FileLock lock;
};

PidFile::PidFile(const std::string& path) : m_impl(std::make_unique<Impl>(path)) {
  const std::string text = fmt::format("{}\n", getpid());
  const int fd = m_impl->lock.descriptor();
  if (ftruncate(fd, 0) != 0 ||
      pwrite(fd, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    throw env::file_error("write", path, errno);
}

PidFile::~PidFile() {
  m_impl->lock.remove_file();
}

}  // namespace selfopt
