#include "input/decompress.hpp"

#include <array>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <selfopt/error.hpp>

namespace selfopt::input {
namespace {

constexpr std::size_t k_input_bytes = 1 << 17;

Error damaged(const std::string& path, const char* form, const char* reason) {
  return Error(ErrorKind::input, fmt::format("{} file \"{}\" is damaged", form, path), reason,
               "Fetch or make the file again; nothing of it was loaded.");
}

Error cut_short(const std::string& path, const char* form) {
  return Error(ErrorKind::input, fmt::format("{} file \"{}\" ends too early", form, path), {},
               "It was not copied whole, or is still being written; nothing of it was loaded.");
}

// What the two have in common: compressed bytes on their way in.
class Compressed : public ByteSource {
 public:
  Compressed(std::unique_ptr<ByteSource> inner, std::string path)
      : m_path(std::move(path)), m_inner(std::move(inner)), m_input(k_input_bytes, '\0') {}

  std::int64_t consumed() const override { return m_inner->consumed(); }
  std::uint64_t hash() const override { return m_inner->hash(); }
  bool is_compressed() const override { return true; }
  bool rewritten() const override { return m_inner->rewritten(); }

 protected:
  // \returns whether there is input left, reading more if need be
  bool fill() {
    if (m_begin == m_size) {
      m_size = m_inner->read(m_input.data(), m_input.size());
      m_begin = 0;
    }
    return m_begin < m_size;
  }
  std::string m_path;
  std::unique_ptr<ByteSource> m_inner;
  std::string m_input;
  std::size_t m_begin = 0;
  std::size_t m_size = 0;
};

class GzipSource : public Compressed {
 public:
  GzipSource(std::unique_ptr<ByteSource> inner, std::string path)
      : Compressed(std::move(inner), std::move(path)) {
    constexpr int k_gzip_only = 16 + MAX_WBITS;
    if (inflateInit2(&m_stream, k_gzip_only) != Z_OK)
      throw Error(ErrorKind::internal, "zlib could not be started");
  }
  ~GzipSource() override { inflateEnd(&m_stream); }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  std::size_t read(char* buffer, std::size_t size) override {
    m_stream.next_out = reinterpret_cast<Bytef*>(buffer);
    m_stream.avail_out = static_cast<uInt>(size);
    while (m_stream.avail_out == size) {
      if (!fill()) {
        if (!m_between_members) throw cut_short(m_path, "gzip");
        return 0;
      }
      inflate_some();
    }
    return size - m_stream.avail_out;
  }

 private:
  void inflate_some() {
    m_stream.next_in = reinterpret_cast<Bytef*>(m_input.data() + m_begin);
    m_stream.avail_in = static_cast<uInt>(m_size - m_begin);
    const int status = inflate(&m_stream, Z_NO_FLUSH);
    m_begin = m_size - m_stream.avail_in;
    m_between_members = status == Z_STREAM_END;
    if (status == Z_STREAM_END)
      inflateReset(&m_stream);
    else if (status != Z_OK && status != Z_BUF_ERROR)
      throw damaged(m_path, "gzip", m_stream.msg == nullptr ? "" : m_stream.msg);
  }
  z_stream m_stream{};
  bool m_between_members = true;
};

class ZstdSource : public Compressed {
 public:
  ZstdSource(std::unique_ptr<ByteSource> inner, std::string path)
      : Compressed(std::move(inner), std::move(path)), m_stream(ZSTD_createDStream()) {}
  ~ZstdSource() override { ZSTD_freeDStream(m_stream); }
  ZstdSource(const ZstdSource&) = delete;
  ZstdSource& operator=(const ZstdSource&) = delete;

  std::size_t read(char* buffer, std::size_t size) override {
    ZSTD_outBuffer out{buffer, size, 0};
    while (out.pos == 0) {
      // Decompressed bytes may wait inside although all input is taken.
      if (!fill() && m_pending == 0) return 0;
      ZSTD_inBuffer in{m_input.data(), m_size, m_begin};
      const std::size_t before = in.pos;
      const std::size_t status = ZSTD_decompressStream(m_stream, &out, &in);
      if (ZSTD_isError(status) != 0) throw damaged(m_path, "zstd", ZSTD_getErrorName(status));
      m_begin = in.pos;
      m_pending = status;
      if (out.pos == 0 && in.pos == before && !fill()) throw cut_short(m_path, "zstd");
    }
    return out.pos;
  }

 private:
  ZSTD_DStream* m_stream;
  std::size_t m_pending = 0;  // 0: between frames
};

}  // namespace

std::unique_ptr<ByteSource> open_gzip(std::unique_ptr<ByteSource> inner, std::string path) {
  return std::make_unique<GzipSource>(std::move(inner), std::move(path));
}

std::unique_ptr<ByteSource> open_zstd(std::unique_ptr<ByteSource> inner, std::string path) {
  return std::make_unique<ZstdSource>(std::move(inner), std::move(path));
}

}  // namespace selfopt::input
