#include "input/byte_source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>
// libpg_query exports an xxHash of its own; inlined, ours cannot be mistaken for it.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <selfopt/error.hpp>

#include "env/files.hpp"
#include "env/signals.hpp"
#include "input/decompress.hpp"

namespace selfopt::input {
namespace {

constexpr std::size_t k_spool_buffer_bytes = 1 << 20;
// By which a file is known again: a line of a log or more.
constexpr std::size_t k_beginning_bytes = 512;

struct StateDeleter {
  void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

void wait_for_input(int fd) {
  pollfd waiting{fd, POLLIN, 0};
  do {
    env::throw_if_interrupted();
  } while (::poll(&waiting, 1, 100) == 0);
}

// A file read from its start; nobody's position in it is used or moved (pread). A pipe is read as
// it comes.
class PlainSource : public ByteSource {
 public:
  PlainSource(std::string path, int fd)
      : m_path(std::move(path)), m_fd(fd), m_state(XXH3_createState()) {
    if (m_fd < 0 && m_path == "-") m_fd = STDIN_FILENO;
    m_owned = m_fd < 0;
    if (m_owned) m_fd = ::open(m_path.c_str(), O_RDONLY | O_CLOEXEC);
    if (m_fd < 0) throw env::file_error("open", m_path, errno);
    const off_t position = ::lseek(m_fd, 0, SEEK_CUR);
    m_seekable = position >= 0;
    if (m_fd == STDIN_FILENO && m_seekable) m_offset = position;
    if (m_seekable) posix_fadvise(m_fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    XXH3_64bits_reset(m_state.get());
    m_beginning = beginning(k_beginning_bytes);
  }
  ~PlainSource() override {
    if (m_owned) ::close(m_fd);
  }
  PlainSource(const PlainSource&) = delete;
  PlainSource& operator=(const PlainSource&) = delete;

  std::size_t read(char* buffer, std::size_t size) override {
    if (!m_head.empty()) {
      const std::size_t taken = m_head.copy(buffer, size);
      m_head.erase(0, taken);
      return taken;
    }
    return read_on(buffer, size);
  }
  std::int64_t consumed() const override { return m_offset; }
  std::uint64_t hash() const override { return XXH3_64bits_digest(m_state.get()); }
  bool is_compressed() const override { return false; }
  bool rewritten() const override { return beginning(m_beginning.size()) != m_beginning; }

  // \returns the first bytes, which read() will give again
  const std::string& look_ahead(std::size_t size) {
    std::string bytes(size, '\0');
    std::size_t got = 0;
    while (const std::size_t more = got < size ? read_on(bytes.data() + got, size - got) : 0)
      got += more;
    return m_head = bytes.substr(0, got);
  }

 private:
  std::string beginning(std::size_t size) const {
    std::string bytes(m_seekable ? size : 0, '\0');
    const ssize_t got = bytes.empty() ? 0 : ::pread(m_fd, bytes.data(), bytes.size(), 0);
    bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return bytes;
  }

  std::size_t read_on(char* buffer, std::size_t size) {
    env::throw_if_interrupted();
    if (!m_seekable) wait_for_input(m_fd);
    ssize_t got = 0;
    do {
      got = m_seekable ? ::pread(m_fd, buffer, size, m_offset) : ::read(m_fd, buffer, size);
    } while (got < 0 && errno == EINTR);
    if (got < 0) throw env::file_error("read", m_path, errno);
    m_offset += got;
    XXH3_64bits_update(m_state.get(), buffer, static_cast<std::size_t>(got));
    return static_cast<std::size_t>(got);
  }

  std::string m_path;
  int m_fd;
  bool m_owned = false;
  bool m_seekable = false;
  std::string m_head;
  std::string m_beginning;  // the file's first bytes when it was opened
  std::unique_ptr<XXH3_state_t, StateDeleter> m_state;
  off_t m_offset = 0;
};

// A file that is gone when its descriptor is closed, however the program ends.
int nameless_file() {
  const std::string set = env::variable("TMPDIR");
  std::string path = (set.empty() ? "/tmp" : set) + "/selfopt-XXXXXX";
  const int fd = mkostemp(path.data(), O_CLOEXEC);
  if (fd < 0)
    throw env::file_error("create a temporary file in", set.empty() ? "/tmp" : set, errno);
  unlink(path.c_str());
  return fd;
}

void write_whole(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0)
      throw Error(ErrorKind::input,
                  fmt::format("could not keep a copy of the input: {}", std::strerror(errno)), {},
                  "Standard input is copied to a temporary file first; set TMPDIR to a folder "
                  "with enough space.");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

std::unique_ptr<ByteSource> open_source(const std::string& path, int fd) {
  constexpr std::size_t k_magic_bytes = 4;
  auto plain = std::make_unique<PlainSource>(path, fd);
  const std::string& first = plain->look_ahead(k_magic_bytes);
  if (first.starts_with("\x1f\x8b")) return open_gzip(std::move(plain), path);
  if (first.starts_with("\x28\xb5\x2f\xfd")) return open_zstd(std::move(plain), path);
  return plain;
}

std::int64_t size_of(const std::string& path, int fd) {
  struct stat status {};
  const int result = fd >= 0 ? fstat(fd, &status) : stat(path.c_str(), &status);
  return result == 0 && S_ISREG(status.st_mode) ? status.st_size : 0;
}

int spool(const std::string& path) {
  const int from = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (from < 0) throw env::file_error("open", path, errno);
  const int to = nameless_file();
  std::string buffer(k_spool_buffer_bytes, '\0');
  for (;;) {
    wait_for_input(from);
    const ssize_t got = ::read(from, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw env::file_error("read", path, errno);
    if (got == 0) break;
    write_whole(to, {buffer.data(), static_cast<std::size_t>(got)});
  }
  if (from != STDIN_FILENO) ::close(from);
  return to;
}

}  // namespace selfopt::input
