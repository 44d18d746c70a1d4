#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace selfopt {

/// A column as it was loaded.
struct LoadedColumn {
  std::string name;
  std::string type;       ///< as in SQL, for example "numeric(10,2)"
  bool nullable = false;  ///< whether a NULL was seen in it
};

/// What became of one file.
/// Invariant of a load that was stored: rows_read = rows_loaded + rows_rejected.
struct LoadReport {
  std::string file;
  std::string table;     ///< with its schema, for example "bronze.orders"
  bool loaded = false;   ///< false: more rows were rejected than allowed, so nothing was stored
  bool skipped = false;  ///< the same bytes were loaded before, and that is what the table holds
  std::int64_t rows_read = 0;
  std::int64_t rows_loaded = 0;
  std::int64_t rows_rejected = 0;
  std::int64_t bytes = 0;  ///< as stored on disk, that is, compressed if it is
  double seconds = 0;
  std::vector<LoadedColumn> columns;
  std::string first_reject;  ///< place and reason of the first rejected row; not written out
};

}  // namespace selfopt
