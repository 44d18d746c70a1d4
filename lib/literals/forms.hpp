#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "env/random.hpp"
#include "pg/column_values.hpp"
#include "sql/parameters.hpp"

namespace selfopt::literals {

/// A value and the SQL that says it.
struct Literal {
  std::optional<std::string> value;  ///< nullopt is NULL
  std::string sql;

  bool operator==(const Literal&) const = default;
};

/// What can stand in place of one `$n`, the likeliest first. The text of a normalised statement
/// does not always tell whether a number or a string is wanted; then only the server can.
using Forms = std::vector<Literal>;

/// What is known of one parameter besides its place in the text.
struct Hints {
  const pg::ColumnValues* column = nullptr;  ///< what it is compared with; null: no known column
  std::uint32_t type = 0;                    ///< oid that the server gives it, 0: not known
  std::optional<double> rows;                ///< rows that a call returned, on average
};

/// \returns \p text as a string constant that every setting of the server reads alike.
std::string quote(const std::string& text);

/// \returns the forms of a value that is known, from a log or an earlier run.
Forms forms_of_known(const std::optional<std::string>& value, const sql::Parameter& parameter,
                     const Hints& hints);

/// How often a value of a column is drawn: as often as it is common, or as often as every other.
enum class Likelihood { by_frequency, equal };

/// \returns the forms of a value that is made up: for a column drawn from its statistics, else one
///          that is usual in that place.
/// \param span where in the column's values a range begins, 0 to 1; the two bounds of a range on
///             the same column get the same
Forms forms_of_unknown(const sql::Parameter& parameter, const Hints& hints, double span,
                       Likelihood likelihood, env::Random& random);

/// \returns one value of \p column; nullopt without statistics.
std::optional<std::string> draw(const pg::ColumnValues& column, Likelihood likelihood,
                                env::Random& random);

}  // namespace selfopt::literals
