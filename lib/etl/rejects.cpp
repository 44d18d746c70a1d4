#include "etl/rejects.hpp"

#include <algorithm>
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

bool RejectLimit::is_exceeded_by(std::int64_t rejected) const {
  return !is_percent && static_cast<double>(rejected) > limit;
}

namespace etl {
namespace {

constexpr std::size_t k_max_raw_bytes = 65536;
constexpr std::size_t k_values = 6;  // of a row, as for_each gives them
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
  keep({reject.file, fmt::format("{}", reject.line), fmt::format("{}", reject.byte_offset),
        reject.column, reject.reason, printable(reject.raw, k_max_raw_bytes)});
}

void Rejects::keep(const std::vector<std::string>& values) {
  if (exceeded() && m_kept >= k_kept_beyond_limit) return;
  if (!m_file) m_file.reset(std::tmpfile());
  if (!m_file) throw env::file_error("create", "a temporary file", errno);
  ++m_kept;
  for (const std::string& value : values)
    put(m_file.get(), value);
}

void Rejects::absorb(const std::vector<std::unique_ptr<Rejects>>& parts) {
  constexpr std::size_t k_byte_offset = 2;
  struct Head {
    Rejects* part;
    std::int64_t left;
    std::int64_t offset = 0;
    std::vector<std::string> values = std::vector<std::string>(k_values);
  };
  std::vector<Head> heads;
  const auto advance = [](Head& head) {
    if (head.left-- == 0) return false;
    for (std::string& value : head.values)
      if (!get(head.part->m_file.get(), value)) return false;
    const std::string& digits = head.values[k_byte_offset];
    std::from_chars(digits.data(), digits.data() + digits.size(), head.offset);
    return true;
  };
  for (const auto& part : parts) {
    m_count += part->m_count;
    if (part->m_file) std::rewind(part->m_file.get());
    Head head{part.get(), part->m_kept};
    if (advance(head)) heads.push_back(std::move(head));
  }
  while (!heads.empty()) {
    const auto first = std::ranges::min_element(heads, {}, &Head::offset);
    keep(first->values);
    if (!advance(*first)) heads.erase(first);
  }
}

bool Rejects::exceeded() const {
  return m_limit.is_exceeded_by(m_count);
}

void Rejects::clear() {
  m_count = 0;
  m_kept = 0;
  m_file.reset();
}

void Rejects::for_each(const std::function<void(const std::vector<std::string>&)>& on_row) const {
  if (!m_file) return;
  std::rewind(m_file.get());
  std::vector<std::string> values(k_values);
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
