#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pg/session.hpp"

namespace selfopt::pg {

/// How often the coordinator of a Citus cluster ran a statement for one value of its table's
/// distribution column.
struct RoutedCalls {
  std::string sql;                   ///< normalised
  std::optional<std::string> value;  ///< absent: it asked several shards
  std::int64_t calls = 0;
};

/// \returns what citus_stat_statements has counted of this database; empty without it, where
///          citus.stat_statements_track is "none", and where we may not read it
std::vector<RoutedCalls> read_routing(Session& coordinator);

}  // namespace selfopt::pg
