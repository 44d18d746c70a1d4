#pragma once

#include <memory>
#include <string>

#include "input/byte_source.hpp"

namespace selfopt::input {

/// Decompress \p inner; members or frames that follow one another count as one.
/// \param path for messages
std::unique_ptr<ByteSource> open_gzip(std::unique_ptr<ByteSource> inner, std::string path);
std::unique_ptr<ByteSource> open_zstd(std::unique_ptr<ByteSource> inner, std::string path);

}  // namespace selfopt::input
