#include "etl/rejects.hpp"

#include <array>
#include <cerrno>
#include <charconv>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "env/files.hpp"
#include "etl/utf8.hpp"

namespace selfopt {

RejectLimit RejectLimit::parse(const std::string& text) {
  RejectLimit limit;
  std::string_view digits = text;
  limit.is_percent = digits.ends_with('%');
  if (limit.is_percent) digits.remove_suffix(1);
  const auto [end, status] =
      std::from_chars(digits.data(), digits.data() + digits.size(), limit.limit);
  const bool is_number = status == std::errc() && end == digits.data() + digits.size();
  if (!is_number || limit.limit < 0 || (limit.is_percent && limit.limit > 100))
    throw Error(ErrorKind::usage, fmt::format("\"{}\" is not a number of rows or a share", text),
                {}, "Write for example 100 or 0.5%.");
  return limit;
}

bool RejectLimit::allows(std::int64_t rejected, std::int64_t read) const {
  const double allowed = is_percent ? limit / 100 * static_cast<double>(read) : limit;
  return static_cast<double>(rejected) <= allowed;
}

namespace etl {
namespace {

constexpr std::size_t k_max_raw_bytes = 65536;
constexpr std::int64_t k_kept_beyond_limit = 1000;

// Fields of the temporary file: length, then bytes.
void put(std::FILE* file, std::string_view text) {
  const std::uint64_t size = text.size();
  if (std::fwrite(&size, sizeof size, 1, file) != 1 ||
      std::fwrite(text.data(), 1, text.size(), file) != text.size())
    throw Error(ErrorKind::input, "could not keep the rejected rows in a temporary file", {},
                "Make room in the temporary folder.");
}

bool get(std::FILE* file, std::string& text) {
  std::uint64_t size = 0;
  if (std::fread(&size, sizeof size, 1, file) != 1) return false;
  text.resize(size);
  return std::fread(text.data(), 1, size, file) == size;
}

}  // namespace

void Rejects::add(const Reject& reject) {
  const std::lock_guard lock(m_adding);
  ++m_count;
  if (exceeded() && m_kept >= k_kept_beyond_limit) return;
  if (!m_file) m_file.reset(std::tmpfile());
  if (!m_file) throw env::file_error("create", "a temporary file", errno);
  ++m_kept;
  put(m_file.get(), reject.file);
  put(m_file.get(), fmt::format("{}", reject.line));
  put(m_file.get(), fmt::format("{}", reject.byte_offset));
  put(m_file.get(), reject.column);
  put(m_file.get(), reject.reason);
  put(m_file.get(), printable(reject.raw, k_max_raw_bytes));
}

bool Rejects::exceeded() const {
  return !m_limit.is_percent && static_cast<double>(m_count) > m_limit.limit;
}

void Rejects::clear() {
  m_count = 0;
  m_kept = 0;
  m_file.reset();
}

void Rejects::for_each(const std::function<void(const std::vector<std::string>&)>& on_row) const {
  if (!m_file) return;
  std::rewind(m_file.get());
  std::vector<std::string> values(6);
  for (std::int64_t i = 0; i < m_kept; ++i) {
    for (std::string& value : values)
      if (!get(m_file.get(), value)) return;
    on_row(values);
  }
}

std::string Rejects::first_of(const std::string& file) const {
  std::string first;
  for_each([&](const std::vector<std::string>& values) {
    if (!first.empty() || values[0] != file) return;
    first =
        fmt::format("{}:{}: {}{}", values[0], values[1],
                    values[3].empty() ? "" : fmt::format("column \"{}\": ", values[3]), values[4]);
  });
  return first;
}

}  // namespace etl
}  // namespace selfopt
