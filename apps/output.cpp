#include "output.hpp"

#include <cerrno>
#include <cstring>
#include <unistd.h>

#include <selfopt/error.hpp>

namespace selfopt::app {
namespace {

constexpr std::size_t k_buffer_bytes = 1 << 16;

void write_stdout(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EPIPE) throw ClosedPipe{};
    if (written < 0)
      throw Error(ErrorKind::input,
                  std::string("could not write to standard output: ") + std::strerror(errno));
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

Output::Output(const std::string& path) {
  if (path != "-") m_file = std::make_unique<AtomicFile>(path);
}

Output::~Output() = default;

void Output::write(std::string_view text) {
  m_buffer.append(text);
  if (m_buffer.size() >= k_buffer_bytes) flush();
}

void Output::flush() {
  if (m_file)
    m_file->write(m_buffer);
  else
    write_stdout(m_buffer);
  m_buffer.clear();
}

void Output::finish() {
  flush();
  if (m_file) m_file->commit();
}

void write_output(const std::string& path, std::string_view text) {
  Output output(path);
  output.write(text);
  output.finish();
}

bool stdout_is_terminal() {
  return isatty(STDOUT_FILENO) != 0;
}

}  // namespace selfopt::app
