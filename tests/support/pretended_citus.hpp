#pragma once

#include "support/temporary_database.hpp"

namespace selfopt::test {

/// Makes \p db look like the coordinator of a Citus cluster: the catalogs and functions of Citus
/// that we ask, a table public.sales (customer, amount) that is distributed by customer, and a
/// table public.local that is not.
enum class PretendedNodes {
  missing,  ///< the one node does not answer
  itself,   ///< the database is its own node, with the tables sales_102008 and sales_102009 for
            ///< shards of 30,000 and 20,000 rows
};
void pretend_citus(const TemporaryDatabase& db, PretendedNodes nodes);

}  // namespace selfopt::test
