#include "etl/byte_source.hpp"

#include "etl/encoding.hpp"

namespace selfopt::etl {

std::unique_ptr<ByteSource> open_source(const InputFile& file) {
  auto source = input::open_source(file.path, file.fd);
  return file.encoding.empty() ? std::move(source)
                               : open_converted(std::move(source), file.encoding);
}

}  // namespace selfopt::etl
