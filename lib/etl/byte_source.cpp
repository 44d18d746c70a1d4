#include "etl/byte_source.hpp"

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "etl/encoding.hpp"

namespace selfopt::etl {

std::unique_ptr<ByteSource> open_source(const InputFile& file) {
  auto source = input::open_source(file.path, file.fd);
  return file.encoding.empty() ? std::move(source)
                               : open_converted(std::move(source), file.encoding);
}

ChangeGuard::ChangeGuard(const InputFile& file) : m_path(file.fd < 0 ? file.path : "") {
  if (stat(m_path.c_str(), &m_before) != 0) m_path.clear();
}

void ChangeGuard::check() const {
  struct stat now {};
  if (m_path.empty() || stat(m_path.c_str(), &now) != 0) return;
  if (now.st_dev != m_before.st_dev || now.st_ino != m_before.st_ino) return;
  if (now.st_size != m_before.st_size || now.st_mtim.tv_sec != m_before.st_mtim.tv_sec ||
      now.st_mtim.tv_nsec != m_before.st_mtim.tv_nsec)
    throw Error(ErrorKind::input, fmt::format("\"{}\" was changed while it was read", m_path), {},
                "Load it when nobody writes to it any more; nothing of it was loaded.");
}

}  // namespace selfopt::etl
