#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>

#include "pg/column_values.hpp"
#include "pg/session.hpp"

namespace selfopt::pg {

/// As read_column_values, but of tables that Citus distributes, of which the coordinator has no
/// statistics: the values that one shard of each has. Others are left out, also those whose node
/// cannot be asked.
/// \param database the coordinator's, to which \p coordinator is connected
std::vector<ColumnValues> read_shard_values(Session& coordinator, const Database& database,
                                            const std::vector<std::string>& tables,
                                            const std::vector<std::string>& columns);

}  // namespace selfopt::pg
