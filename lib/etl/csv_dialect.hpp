#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <selfopt/etl.hpp>

namespace selfopt::etl {

/// How a delimited file is written.
struct CsvDialect {
  char delimiter = ',';
  char quote = '"';      ///< '\0': no quoting
  char escape = '\0';    ///< makes a quote inside quotes plain; '\0': a second quote does
  char comment = '\0';   ///< lines that begin with it are passed over; '\0': none
  char line_end = '\n';  ///< '\r' in files of the old Macintosh; "\r\n" counts as '\n'
  bool crlf = false;     ///< whether lines end in "\r\n"; only for people to read
  bool has_header = true;
  bool bom = false;                 ///< whether a UTF-8 byte order mark stands in front
  bool trailing_delimiter = false;  ///< rows end in a delimiter behind which nothing stands
  std::size_t columns = 0;  ///< without a header: fields of most rows; 0 if no whole row was seen

  char escape_character() const { return escape == '\0' ? quote : escape; }
};

/// Guesses how \p sample is written; what \p options fix is not guessed.
///
/// The delimiter is the one of `,` `;` tab `|` that gives most rows the same number of fields, more
/// than one; among equals the one with more fields. A first row counts as header unless one of its
/// cells is of its column's own type (a number above numbers), or its text comes again below it.
/// A delimiter ends the rows if nothing is ever behind it and the header has no name for that;
/// without a header only if it is the bar: of other files that could be an empty column.
///
/// \param sample   beginning of the file, without a byte order mark; may end inside a row
/// \param whole    whether that is the whole file
/// \param tsv_hint whether the file's name ends in .tsv: tab wins if it fits at all
CsvDialect detect_dialect(std::string_view sample, bool whole, bool tsv_hint,
                          const LoadOptions& options);

/// \returns the dialect in words, for example `delimiter ",", quote "\"", header, LF`.
std::string describe(const CsvDialect& dialect);

}  // namespace selfopt::etl
