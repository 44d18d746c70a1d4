#pragma once

// For this room only: the parts of a Cover as rows, in the SQL of those who sum them up further.
// Numbers are all that is written into it.

#include <string>

#include "pg/window.hpp"

namespace selfopt::pg {

/// The measurements that count; more conditions may be added.
inline constexpr const char* k_rows = R"(selfopt.performance_metrics
  where execution_time_ms is not null and calls > 0
    and coalesce(nullif(database_name, ''), pg_catalog.current_database())
        = pg_catalog.current_database())";

/// Columns query_hash, calls, total_ms, max_ms, rows, calls_with_rows, cpu_ms, calls_with_cpu,
/// peak_memory_bytes, source.
/// \param condition on query_hash, beginning with "and"; may be empty
std::string statement_pieces(const Cover& cover, const std::string& condition = {});

/// Columns calls, total_ms, max_ms, cpu_ms, peak_memory_bytes, first_call, last_call.
std::string total_pieces(const Cover& cover);

/// Columns time_ms, calls: how many calls took how long.
std::string time_pieces(const Cover& cover);

/// Times of a call are counted in slots: a percentile from them is right within half a percent.
inline constexpr const char* k_slot_width = "1.01::float8";

/// The spans of a cover, and the rest of it, for a FROM clause: span (hours, begins) and
/// rest (begins, ends).
std::string spans_of(const Cover& cover);
std::string rest_of(const Cover& cover);
/// \returns the condition on "timestamp" that belongs to rest_of
inline constexpr const char* k_in_rest =
    R"("timestamp" >= rest.begins and "timestamp" < rest.ends)";

}  // namespace selfopt::pg
