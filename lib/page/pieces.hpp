#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <selfopt/nouns/performance.hpp>

namespace selfopt::page {

/// A figure that matters, with a word or two on it.
struct Tile {
  std::string what;
  std::string value;
  std::string note{};  ///< below it, smaller; may be empty
  bool is_bad = false;
};
std::string tiles(const std::vector<Tile>& tiles);
/// \returns the tiles of calls, total time, average, percentiles, ... as far as they are known
std::vector<Tile> performance_tiles(const Performance& performance);

/// A column of a table.
struct Column {
  std::string title;
  bool is_text = false;  ///< else a number, to the right
};
/// \param rows_html the rows that row() gives
std::string table(std::string_view label, const std::vector<Column>& columns,
                  const std::string& rows_html);
/// A cell of a row, as HTML.
struct Cell {
  std::string html;
  const char* kind = "";  ///< "text" for what stands to the left, "text sql" for statements
};
std::string row(const std::vector<Cell>& cells);

/// \param share 0 to 1
std::string bar(double share);
/// \returns the time for people, in this machine's zone, and for programs
std::string time_html(std::string_view iso);
/// \returns "12.3 ms", or a dash
std::string duration_or_dash(const std::optional<double>& ms);
/// What stands where there is nothing to show. \param html says which command changes that
std::string empty_state(std::string_view html);

}  // namespace selfopt::page
