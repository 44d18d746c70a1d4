#include "etl/missing_words.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <selfopt/log.hpp>

#include "etl/table_plan.hpp"

namespace selfopt::etl {
namespace {

constexpr std::array<std::string_view, 9> k_words{"NA",   "N/A",  "n/a", "#N/A", "None",
                                                  "null", "NULL", "\\N", "-"};
constexpr std::size_t k_longest_code = 3;
constexpr MissingWords k_na = 1;
constexpr MissingWords k_not_available = 15;  // the first four
// A dash is also one of two strands, a sign, a grade.
constexpr MissingWords k_dash = 1 << 8;

bool has_small_letter(std::string_view value) {
  return std::ranges::any_of(value, [](char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
  });
}

}  // namespace

MissingWords find_missing_word(std::string_view value) {
  const auto* found = std::ranges::find(k_words, value);
  return found == k_words.end() ? MissingWords{0}
                                : static_cast<MissingWords>(1U << (found - k_words.begin()));
}

void WordEvidence::observe(std::string_view value) {
  if (const MissingWords word = missing_word(value)) return note(word);
  if (!is_open() || value.empty()) return;
  (value.size() > k_longest_code ? m_has_long : m_has_short) = true;
  m_has_capitals = m_has_capitals || !has_small_letter(value);
}

MissingWords WordEvidence::nulls_if_text(MissingWords elsewhere) const {
  auto words = static_cast<unsigned>(elsewhere & ~k_dash);
  if (m_has_short && !m_has_long) words &= ~unsigned{k_na};
  if (m_has_long && !m_has_short && !m_has_capitals) words |= k_not_available;
  return static_cast<MissingWords>(words & m_seen);
}

bool decide_null_words(TablePlan& plan) {
  const auto is_text = [](const PlannedColumn& column) { return column.type.id == TypeId::text; };
  MissingWords elsewhere = 0;
  for (const PlannedColumn& column : plan.columns)
    if (!is_text(column) && !column.is_left_out)
      elsewhere = static_cast<MissingWords>(elsewhere | column.words.seen());
  bool changed = false;
  for (PlannedColumn& column : plan.columns) {
    const MissingWords wanted = is_text(column) ? column.words.nulls_if_text(elsewhere) : 0;
    const bool needs_all = is_text(column) && column.words.seen() != 0 && column.words.is_open();
    changed |= wanted != column.null_words || (needs_all && !column.watches_words);
    column.null_words = wanted;
    column.watches_words = needs_all;
  }
  return changed;
}

void note_null_words(const TablePlan& plan) {
  for (const PlannedColumn& column : plan.columns) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < k_words.size(); ++i)
      if ((column.null_words >> i & 1U) != 0) words.push_back(fmt::format("\"{}\"", k_words[i]));
    if (!words.empty())
      log::notice("{} in text column \"{}\" of \"{}\" is read as NULL; say otherwise with --null",
                  fmt::join(words, ", "), column.name, plan.shown_name());
  }
}

}  // namespace selfopt::etl
