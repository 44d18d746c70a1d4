#pragma once

// For this room only.

namespace selfopt::pg {

/// How to_char writes a time of UTC in ISO 8601, as a constant of SQL.
inline constexpr const char* k_utc_text = R"('YYYY-MM-DD"T"HH24:MI:SS"Z"')";

}  // namespace selfopt::pg
