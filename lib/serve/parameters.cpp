#include "serve/parameters.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <selfopt/error.hpp>
#include <selfopt/units.hpp>

namespace selfopt::serving {

Parameters::Parameters(const std::map<std::string, std::string>& given,
                       const std::vector<const char*>& known)
    : m_given(given) {
  for (const auto& [name, value] : given)
    if (std::ranges::none_of(known, [&name = name](const char* one) { return name == one; }))
      throw Error(ErrorKind::usage, "there is no such parameter", {},
                  known.empty() ? "This page takes none."
                                : fmt::format("This page takes: {}.", fmt::join(known, ", ")));
}

std::string Parameters::value(const char* name, const std::string& fallback) const {
  const auto found = m_given.find(name);
  return found == m_given.end() ? fallback : found->second;
}

double Parameters::window_s() const {
  constexpr double k_shortest_ms = 60'000;
  constexpr double k_longest_ms = 366.0 * 24 * 3'600'000;
  const double ms = parse_duration_ms(value("since", k_usual_window));
  if (ms < k_shortest_ms || ms > k_longest_ms)
    throw Error(ErrorKind::usage, "since is a minute to a year", {}, "Write 1h, 24h or 7d.");
  return ms / 1000;
}

std::int64_t Parameters::limit(std::int64_t fallback, std::int64_t most) const {
  const std::string text = value("limit", std::to_string(fallback));
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1 || number > most)
    throw Error(ErrorKind::usage, fmt::format("limit is a number from 1 to {}", most));
  return number;
}

std::size_t Parameters::choice(const char* name, const std::vector<std::string>& words) const {
  const auto found = std::ranges::find(words, value(name, words.front()));
  if (found == words.end())
    throw Error(ErrorKind::usage, fmt::format("{} is one of: {}", name, fmt::join(words, ", ")));
  return static_cast<std::size_t>(found - words.begin());
}

}  // namespace selfopt::serving
