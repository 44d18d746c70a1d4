#pragma once

#include <string>

namespace selfopt::pg {

/// In front of every statement that is ours and not a user's. Administrators see it in
/// pg_stat_activity and in logs; `collect` leaves out of the workload what carries it.
inline const std::string k_own_statement_mark = "/* selfopt */ ";

}  // namespace selfopt::pg
