#include <algorithm>

#include <fmt/format.h>

#include "check/rule.hpp"

namespace selfopt::checking {
namespace {

// A DELETE, or an UPDATE of the key, in the other table looks through this one for each row.
void look(const Sight& sight, std::vector<Finding>& findings) {
  for (const pg::UnindexedForeignKey& key : sight.schema.unindexed_foreign_keys) {
    if (!sight.after.tables.contains(key.table) ||
        sight.schema.blocks_of(key.table) < k_big_table_blocks)
      continue;
    findings.push_back(
        {.level = Level::note,
         .message = fmt::format("foreign key {} of {} has no index on ({}): a DELETE in {} reads "
                                "the table whole for each row",
                                key.name, key.table, key.columns, key.referenced)});
  }
}

}  // namespace

const Rule k_foreign_key{"foreign-key", "a foreign key of a big table has no index", look};

}  // namespace selfopt::checking
