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

/// \returns for people, in this machine's time zone: "2026-11-25 01:27" of "2026-11-25T00:27:25Z".
///          What is no time as it is.
std::string shown_moment(std::string_view iso);

/// \returns the name of this machine's time zone at that time, for example "CET"; empty if \p iso
/// is
///          no time
std::string zone_of(std::string_view iso);

}  // namespace selfopt
