#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace selfopt {

/// One change that apply made, tried to make, or would make: a row of the ledger selfopt.actions.
struct Action {
  std::int64_t id = 0;  ///< in the ledger; 0: not there
  std::string recommendation_id;
  std::string kind;      ///< "create_index", "drop_index"
  std::string table;     ///< schema-qualified
  std::string name;      ///< of the index
  std::string ddl;       ///< as executed
  std::string undo_ddl;  ///< takes it back
  std::string state;  ///< "planned", "skipped", "intended", "done", "failed", "undoing", "undone"
  std::string started_at;
  std::string finished_at;
  std::optional<double> duration_ms;
  std::optional<std::int64_t> size_bytes;
  std::string message;  ///< why it failed, or what was noticed
};

}  // namespace selfopt
