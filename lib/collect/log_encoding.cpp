#include <array>
#include <cstddef>

#include <selfopt/utf8.hpp>

#include "collect/log_entry.hpp"

namespace selfopt::collect_log {
namespace {

// What windows-1252 has in place of Latin-1's control characters 0x80 to 0x9F; what it leaves open
// stays a control character, as the WHATWG's encoding standard has it.
constexpr std::array<char16_t, 32> k_signs{
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

void append_recoded(std::string& out, char byte) {
  constexpr unsigned k_first_sign = 0x80;
  unsigned code = static_cast<unsigned char>(byte);
  if (code - k_first_sign < k_signs.size()) code = k_signs[code - k_first_sign];
  const auto append = [&out](unsigned bits) { out += static_cast<char>(bits); };
  if (code < 0x800) {
    append(0xC0U | code >> 6U);
  } else {
    append(0xE0U | code >> 12U);
    append(0x80U | (code >> 6U & 0x3FU));
  }
  append(0x80U | (code & 0x3FU));
}

}  // namespace

std::string_view LogForm::in_utf8(std::string_view text, std::string& storage) {
  std::size_t bad = find_invalid_utf8(text);
  if (bad == std::string_view::npos) return text;
  storage.clear();
  for (; bad != std::string_view::npos; bad = find_invalid_utf8(text)) {
    storage += text.substr(0, bad);
    append_recoded(storage, text[bad]);
    text.remove_prefix(bad + 1);
  }
  storage += text;
  return storage;
}

void LogForm::hand_over(LogEntry entry, const OnEntry& on_entry) {
  bool recoded = false;
  std::size_t place = 0;
  for (std::string_view* text : {&entry.user, &entry.database, &entry.message, &entry.detail}) {
    const std::string_view given = *text;
    *text = in_utf8(given, m_recoded[place++]);
    recoded = recoded || text->data() != given.data();
  }
  if (recoded) note_recoded();
  on_entry(entry);
}

}  // namespace selfopt::collect_log
