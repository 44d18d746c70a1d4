#pragma once

#include <string>

#include <selfopt/nouns/features.hpp>

namespace selfopt::serving {

/// Whether an index would help, as far as a statement's text tells.
struct TextGuess {
  bool index_recommended = false;
  double confidence = 0;  ///< that an index helps, 0 to 1; never high
  std::string reason;
};

/// An index can serve columns that are compared with a value, or joined, unless an OR stands above
/// them. How much it would save depends on sizes and values, which a text does not tell; hence a
/// confidence of 0.6 (equality), 0.55 (a range), 0.5 (a join), 0.1 (nothing of that).
TextGuess guess_from_text(const Features& features);

}  // namespace selfopt::serving
