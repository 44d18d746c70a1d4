#pragma once

#include <optional>
#include <string>
#include <vector>

#include "env/random.hpp"

namespace selfopt::test {

/// A column whose type is known from how its values were made.
struct RandomColumn {
  std::string name;
  std::string type;  ///< what selfopt etl has to infer, for example "numeric(6,2)"
  std::vector<std::optional<std::string>> values;  ///< absent: NULL
};

/// A table of random types and values: whole and decimal numbers up to their limits, doubles,
/// dates, time stamps, spans of time, truth values, UUIDs, addresses, JSON, texts of any letters,
/// codes with leading zeros, NULLs.
struct RandomTable {
  std::vector<RandomColumn> columns;
  bool day_first = false;  ///< how its dates with slashes are written

  std::size_t rows() const { return columns.front().values.size(); }
};

/// \param plain no text needs quoting, whatever the dialect
RandomTable random_table(env::Random& random, std::size_t rows, bool plain);

/// How a table is written to a file.
struct RandomDialect {
  char delimiter = ',';
  char quote = '"';  ///< '\0': none
  std::string line_end = "\n";
  bool has_header = true;
  bool bom = false;
  bool ends_with_line_end = true;
};
RandomDialect random_dialect(env::Random& random);

/// \returns the table as delimited text; values that need no quotes have them now and then.
std::string write_csv(const RandomTable& table, const RandomDialect& dialect, env::Random& random);

}  // namespace selfopt::test
