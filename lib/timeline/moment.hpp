#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Points in time, as people and other programs write them.
namespace selfopt {

/// Reads "2026-11-23", "2026-11-23 08:30", "2026-11-23T08:30:15.5+01:00". Without a zone it is this
/// machine's.
/// \returns seconds since 1970; nothing if \p text is no such time
std::optional<double> read_moment(std::string_view text);

/// \returns for example "2026-11-23T07:30:00Z".
std::string iso_moment(double seconds);

}  // namespace selfopt
