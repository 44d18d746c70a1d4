#include "shapes/vocabulary.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace selfopt::shapes {
namespace {

struct Count {
  double documents = 0;
  double occurrences = 0;
};

std::map<std::string, Count> count(const std::vector<Tokens>& documents) {
  std::map<std::string, Count> counts;
  for (const Tokens& document : documents)
    for (const Token& token : document) {
      Count& count = counts[token.text];
      count.documents += 1;
      count.occurrences += token.weight;
    }
  return counts;
}

// The words that \p rank puts first, in alphabetical order.
std::vector<std::pair<std::string, Count>> most_frequent(const std::vector<Tokens>& documents,
                                                         std::size_t most, double Count::*rank) {
  const auto counts = count(documents);
  std::vector<std::pair<std::string, Count>> words(counts.begin(), counts.end());
  std::ranges::stable_sort(
      words, [rank](const auto& a, const auto& b) { return a.second.*rank > b.second.*rank; });
  words.resize(std::min(words.size(), most));
  std::ranges::sort(words, {}, &std::pair<std::string, Count>::first);
  return words;
}

// Logarithms differ in their last bits from machine to machine; results must not.
double rounded(double value) {
  constexpr double k_steps = 1 << 24;
  return std::round(value * k_steps) / k_steps;
}

}  // namespace

Vocabulary::Vocabulary(std::vector<Word> words, double unknown_weight)
    : m_words(std::move(words)), m_unknown_weight(unknown_weight) {
  for (std::size_t i = 0; i < m_words.size(); ++i)
    m_places.emplace(m_words[i].text, static_cast<int>(i));
}

Vocabulary Vocabulary::of_tokens(const std::vector<Tokens>& documents, std::size_t most) {
  std::vector<Word> words;
  for (auto& [text, count] : most_frequent(documents, most, &Count::documents))
    words.push_back({text, 1});
  return Vocabulary(std::move(words), 1);
}

Vocabulary Vocabulary::by_frequency(const std::vector<Tokens>& documents, std::size_t most) {
  const auto all = static_cast<double>(documents.size());
  std::vector<Word> words;
  for (auto& [text, count] : most_frequent(documents, most, &Count::occurrences))
    words.push_back({text, rounded(std::log((1 + all) / (1 + count.documents)) + 1)});
  return Vocabulary(std::move(words), k_ignored);
}

learn::SparseRow Vocabulary::vector_of(const Tokens& tokens) const {
  learn::SparseRow row;
  double squares = 0;
  for (const Token& token : tokens) {
    const auto place = m_places.find(token.text);
    if (place == m_places.end()) {
      squares += m_unknown_weight * m_unknown_weight * token.weight * token.weight;
      continue;
    }
    const double value = token.weight * m_words[learn::at(place->second)].weight;
    row.push_back({place->second, value});
    squares += value * value;
  }
  std::ranges::sort(row, {}, &learn::Entry::column);
  for (learn::Entry& entry : row)
    entry.value /= std::sqrt(squares);
  return row;
}

learn::SparseRows Vocabulary::vectors_of(const std::vector<Tokens>& documents) const {
  learn::SparseRows rows(static_cast<int>(m_words.size()));
  for (const Tokens& document : documents)
    rows.add(vector_of(document));
  return rows;
}

}  // namespace selfopt::shapes
