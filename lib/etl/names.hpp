#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Names of tables and columns, made from what stands in files.
namespace selfopt::etl {

/// \returns \p text in snake_case: words in lower case, joined by "_". Letters beyond ASCII are
///          kept as they are. Empty if no letter or digit is in it. A first digit gets "_" before
///          it; a name longer than PostgreSQL's 63 bytes is cut, with a hash of the whole at its
///          end, so that two long names stay two.
std::string snake_case(std::string_view text);

/// \returns a name for each of \p headers: snake_case, all different, no system column's name;
///          "column_N" (from 1) for one that is empty.
std::vector<std::string> column_names(const std::vector<std::string>& headers);

/// \returns the table's name for a file: its base name without .csv, .tsv, .txt, .gz, .zst.
std::string table_name(const std::string& path);

/// \returns the name in double quotes, for statements that are shown to people.
std::string quoted_name(std::string_view name);

}  // namespace selfopt::etl
