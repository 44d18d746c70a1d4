#include "env/file_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "env/files.hpp"
#include "env/signals.hpp"

namespace selfopt::env {
namespace {

constexpr std::chrono::milliseconds k_pause{50};

}  // namespace

FileLock::FileLock(std::string path, const std::string& what, std::chrono::milliseconds patience)
    : m_path(std::move(path)) {
  const auto give_up = std::chrono::steady_clock::now() + patience;
  for (;;) {
    m_fd = open(m_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (m_fd < 0) throw file_error("open", m_path, errno);
    while (flock(m_fd, LOCK_EX | LOCK_NB) != 0) {
      if (std::chrono::steady_clock::now() >= give_up || interrupted_by() != 0) {
        close(std::exchange(m_fd, -1));
        throw_if_interrupted();
        throw Error(ErrorKind::busy, fmt::format("another selfopt is at work on {}", what),
                    fmt::format("It holds the lock \"{}\".", m_path),
                    "Try again when it has ended.");
      }
      std::this_thread::sleep_for(k_pause);
    }
    if (is_still_the_file()) return;
    close(m_fd);  // its last holder removed it: lock the one that has the name now
  }
}

FileLock::~FileLock() {
  close(m_fd);
}

void FileLock::remove_file() {
  unlink(m_path.c_str());
}

bool FileLock::is_still_the_file() const {
  struct stat named {};
  struct stat held {};
  return stat(m_path.c_str(), &named) == 0 && fstat(m_fd, &held) == 0 &&
         named.st_dev == held.st_dev && named.st_ino == held.st_ino;
}

}  // namespace selfopt::env
