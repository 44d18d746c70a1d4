#include "serve/text_guess.hpp"

#include <fmt/format.h>

namespace selfopt::serving {
namespace {

double helped_by_index(ColumnRole role) {
  switch (role) {
    case ColumnRole::equality:
    case ColumnRole::in:
      return 0.6;
    case ColumnRole::range:
      return 0.55;
    case ColumnRole::join:
      return 0.5;
    default:
      return 0;
  }
}

}  // namespace

TextGuess guess_from_text(const Features& features) {
  constexpr double k_nothing_to_search = 0.1;
  TextGuess guess{false, k_nothing_to_search,
                  "the text compares no column with a value and joins none"};
  for (const ColumnUse& use : features.columns) {
    const double confidence = use.under_or ? 0 : helped_by_index(use.role);
    if (confidence <= guess.confidence) continue;
    guess.confidence = confidence;
    guess.index_recommended = true;
    guess.reason = fmt::format(
        "by its text alone: column {} is searched by {}; a database would tell whether that pays",
        use.column, to_string(use.role));
  }
  return guess;
}

}  // namespace selfopt::serving
