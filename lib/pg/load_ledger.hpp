#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pg/load_target.hpp"

/// What loads leave behind in the schema selfopt: a line in selfopt.loads for each file, and the
/// rejected rows in selfopt.rejects.
namespace selfopt::pg {

/// A line of the ledger selfopt.loads.
struct LoadRecord {
  std::string file;
  std::string content_hash;  ///< XXH3, 16 hex digits
  std::string table_name;
  bool loaded = true;  ///< false: nothing was stored, too many rows were rejected
  std::int64_t rows_read = 0;
  std::int64_t rows_loaded = 0;
  std::int64_t rows_rejected = 0;
  std::int64_t bytes = 0;
  double seconds = 0;
  std::string options_json;
};
/// \returns whether the connection's user may write selfopt.loads and selfopt.rejects.
bool may_record_loads(Wire& wire);
/// A load that the ledger tells of.
struct EarlierLoad {
  std::string content_hash;
  std::string loaded_at;  ///< in the time zone of the session
};
/// \returns the loads that filled the table, which exists, with these options, the latest first;
///          those before one with other options are not among them
std::vector<EarlierLoad> earlier_loads(Wire& wire, const TargetName& name,
                                       const std::string& options_json);
/// \returns the id of the new line
std::int64_t record_load(Wire& wire, const LoadRecord& record);

/// Begins COPY of selfopt.rejects; then copy_reject for each row, and Wire::copy_end.
void copy_rejects_begin(Wire& wire);
/// \param values file, line, byte_offset, column_name ("" becomes NULL), reason, raw
void copy_reject(Wire& wire, std::int64_t load_id, const std::vector<std::string>& values);

}  // namespace selfopt::pg
