#include "etl/encoding.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iconv.h>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "etl/utf8.hpp"

namespace selfopt::etl {
namespace {

constexpr std::size_t k_input_bytes = 1 << 16;

class ConvertedSource : public ByteSource {
 public:
  ConvertedSource(std::unique_ptr<ByteSource> inner, const std::string& encoding)
      : m_inner(std::move(inner)),
        m_unit_bytes(encoding.starts_with("UTF-16")   ? 2
                     : encoding.starts_with("UTF-32") ? 4
                                                      : 1),
        m_converter(iconv_open("UTF-8", encoding.c_str())),
        m_input(k_input_bytes, '\0') {
    if (m_converter == reinterpret_cast<iconv_t>(-1))
      throw Error(ErrorKind::usage, fmt::format("encoding \"{}\" is not known", encoding));
  }
  ~ConvertedSource() override { iconv_close(m_converter); }
  ConvertedSource(const ConvertedSource&) = delete;
  ConvertedSource& operator=(const ConvertedSource&) = delete;

  std::size_t read(char* buffer, std::size_t size) override {
    char* out = buffer;
    std::size_t room = size;
    while (room == size && fill())
      convert(out, room);
    return size - room;
  }
  std::int64_t consumed() const override { return m_inner->consumed(); }
  std::uint64_t hash() const override { return m_inner->hash(); }
  bool is_compressed() const override { return m_inner->is_compressed(); }
  bool rewritten() const override { return m_inner->rewritten(); }

 private:
  // \returns whether there is input to convert
  bool fill() {
    if (m_used > 0 && !m_needs_more) return true;
    const std::size_t got = m_inner->read(m_input.data() + m_used, m_input.size() - m_used);
    m_used += got;
    m_needs_more = false;
    m_at_end = got == 0;
    return m_used > 0;
  }

  void convert(char*& out, std::size_t& room) {
    char* in = m_input.data();
    std::size_t left = m_used;
    const std::size_t status = iconv(m_converter, &in, &left, &out, &room);
    const bool broken = status == static_cast<std::size_t>(-1) &&
                        (errno == EILSEQ || (errno == EINVAL && m_at_end));
    if (broken && room > 0) {
      *out++ = '\xff';
      --room;
      const std::size_t skipped = std::min(m_unit_bytes, left);
      in += skipped;
      left -= skipped;
    } else if (status == static_cast<std::size_t>(-1) && errno == EINVAL) {
      m_needs_more = true;  // a character whose end is still to come
    }
    std::memmove(m_input.data(), in, left);
    m_used = left;
  }

  std::unique_ptr<ByteSource> m_inner;
  std::size_t m_unit_bytes;
  iconv_t m_converter;
  std::string m_input;
  std::size_t m_used = 0;
  bool m_needs_more = false;
  bool m_at_end = false;
};

// \returns the form of UTF-16 in which every second byte of the text is NUL, or ""
std::string utf_16_form(std::string_view front) {
  constexpr std::size_t k_least = 4;
  if (front.size() < k_least) return {};
  std::size_t nul[2] = {0, 0};
  for (std::size_t i = 0; i < front.size(); ++i)
    nul[i % 2] += static_cast<std::size_t>(front[i] == '\0');
  const std::size_t most = front.size() / 2;
  if (nul[1] * 2 > most && nul[0] * 10 < most) return "UTF-16LE";
  if (nul[0] * 2 > most && nul[1] * 10 < most) return "UTF-16BE";
  return {};
}

// NUL is in no text; the others mean nothing in windows-1252, or hardly ever come.
bool may_be_windows_1252(std::string_view front) {
  using namespace std::string_view_literals;
  return front.find_first_of("\0\x81\x8d\x8f\x90\x9d\xfe\xff"sv) == std::string_view::npos;
}

}  // namespace

std::string guess_encoding(std::string_view front) {
  using namespace std::string_view_literals;
  if (front.starts_with("\xff\xfe\0\0"sv) || front.starts_with("\0\0\xfe\xff"sv)) return "UTF-32";
  if (front.starts_with("\xff\xfe"sv) || front.starts_with("\xfe\xff"sv)) return "UTF-16";
  if (std::string form = utf_16_form(front); !form.empty()) return form;
  const std::size_t bad = find_invalid_utf8(front);
  constexpr std::size_t k_longest_character = 4;
  const bool is_utf_8 = bad == std::string_view::npos || front.size() - bad < k_longest_character;
  return is_utf_8 || has_utf8_beyond_ascii(front) || !may_be_windows_1252(front) ? ""
                                                                                 : "WINDOWS-1252";
}

std::string known_encoding(const std::string& name) {
  std::string upper = name;
  std::ranges::transform(upper, upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  if (upper == "UTF-8" || upper == "UTF8") return {};
  if (upper == "LATIN-1" || upper == "LATIN1") upper = "ISO-8859-1";
  const iconv_t converter = iconv_open("UTF-8", upper.c_str());
  if (converter == reinterpret_cast<iconv_t>(-1))
    throw Error(ErrorKind::usage, fmt::format("encoding \"{}\" is not known", name), {},
                "Write for example UTF-8, UTF-16, Latin-1 or windows-1252; iconv -l lists all.");
  iconv_close(converter);
  return upper;
}

std::unique_ptr<ByteSource> open_converted(std::unique_ptr<ByteSource> inner,
                                           const std::string& encoding) {
  return std::make_unique<ConvertedSource>(std::move(inner), encoding);
}

}  // namespace selfopt::etl
