#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// How sizes, counts and times are read from and written for people.
namespace selfopt {

/// Reads a size: a whole or decimal number and a unit, for example "64MB", "1.5 GiB", "8192".
/// kB, MB, GB, TB are powers of 1000; KiB, MiB, GiB, TiB powers of 1024; no unit means bytes.
/// \throws Error{usage} if \p text is none, is negative or does not fit 63 bits
std::int64_t parse_bytes(std::string_view text);

/// Reads a time: a number and ms, s, min, h or d, for example "30s", "1.5h"; no unit means seconds.
/// \returns milliseconds
/// \throws Error{usage} if \p text is none or is negative
double parse_duration_ms(std::string_view text);

/// \returns for example "812 B", "64.0 MB", "1.25 GB" (powers of 1000).
std::string format_bytes(std::int64_t bytes);

/// \returns the number with its thousands apart, for example "1,250,000".
std::string format_count(std::int64_t count);

/// \returns the number and what is counted, for example "1 row", "2,500 rows".
/// \param many the word for all but one; empty: \p one and an s
std::string counted(std::int64_t count, std::string_view one, std::string_view many = {});

/// \returns for example "0.042 ms", "12.3 ms", "4.56 s", "3 min 20 s", "2 h 5 min".
std::string format_duration_ms(double ms);

}  // namespace selfopt
