#pragma once

#include <cstdint>
#include <string_view>

namespace selfopt::etl {

/// A set of words that people write for "no value": NA, N/A, n/a, #N/A, NULL, null, None, - and \N.
using MissingWords = std::uint16_t;

MissingWords find_missing_word(std::string_view value);
/// \returns the set of this one word; empty if \p value is none
inline MissingWords missing_word(std::string_view value) {
  constexpr std::size_t k_longest = 4;
  if (value.size() - 1 >= k_longest) return 0;
  const char first = value.front();
  const bool may_be = first == 'N' || first == 'n' || first == '#' || first == '-' || first == '\\';
  return may_be ? find_missing_word(value) : MissingWords{0};
}

/// What the unquoted values of a column say about such words in it, should it be text: whether NA
/// could be one of its values. The result depends on the set of values, not on their order.
class WordEvidence {
 public:
  /// Takes in a word.
  void note(MissingWords word) { m_seen = static_cast<MissingWords>(m_seen | word); }
  /// Takes in any value.
  void observe(std::string_view value);
  /// Takes in all that \p other has seen.
  void join(const WordEvidence& other) {
    note(other.m_seen);
    m_has_long |= other.m_has_long;
    m_has_short |= other.m_has_short;
    m_has_capitals |= other.m_has_capitals;
  }

  MissingWords seen() const { return m_seen; }
  /// \param elsewhere words that are NULLs in columns of other types
  /// \returns which of the words are NULLs in this column of text: those from elsewhere, but NA not
  ///          among codes of up to three characters; and NA, N/A, n/a and #N/A if every other value
  ///          is longer than that and has a small letter, so that they cannot be values like them
  MissingWords nulls_if_text(MissingWords elsewhere) const;
  /// \returns whether values other than words could still change that.
  bool is_open() const { return !(m_has_long && (m_has_short || m_has_capitals)); }

 private:
  MissingWords m_seen = 0;
  bool m_has_long = false;
  bool m_has_short = false;
  bool m_has_capitals = false;  // a value without a small letter
};

}  // namespace selfopt::etl
