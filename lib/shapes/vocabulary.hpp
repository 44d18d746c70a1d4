#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "learn/sparse_rows.hpp"
#include "shapes/tokens.hpp"

namespace selfopt::shapes {

/// Which token is which column, and how much it counts.
class Vocabulary {
 public:
  struct Word {
    std::string text;
    double weight = 1;  ///< what a token's own weight is multiplied by
  };
  /// What a token counts that is no word: it cannot be in a vector, but makes it longer, so that a
  /// statement of new tokens is far from all others.
  static constexpr double k_ignored = 0;

  Vocabulary() = default;
  Vocabulary(std::vector<Word> words, double unknown_weight);

  /// All tokens of \p documents, at most \p most, those in the most documents first (of equally
  /// frequent ones by text).
  static Vocabulary of_tokens(const std::vector<Tokens>& documents, std::size_t most);
  /// The same, weighted by ln((1 + documents) / (1 + documents that have it)) + 1, as scikit-learn
  /// does; the most frequent ones by their number of occurrences; tokens that are no words are
  /// ignored.
  static Vocabulary by_frequency(const std::vector<Tokens>& documents, std::size_t most);

  const std::vector<Word>& words() const { return m_words; }
  double unknown_weight() const { return m_unknown_weight; }

  /// \returns a vector of length 1, or less if tokens are no words
  learn::SparseRow vector_of(const Tokens& tokens) const;
  learn::SparseRows vectors_of(const std::vector<Tokens>& documents) const;

 private:
  std::vector<Word> m_words;
  std::unordered_map<std::string, int> m_places;
  double m_unknown_weight = 1;
};

}  // namespace selfopt::shapes
