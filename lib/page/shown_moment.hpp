#pragma once

#include <string>
#include <string_view>

namespace selfopt::page {

/// \returns for example "2026-11-25 01:27" of "2026-11-25T00:27:25Z", in this machine's time zone,
///          as it may stand in a page; what is no time as it is.
std::string shown_moment(std::string_view iso);

/// \returns the name of this machine's time zone at that time, for example "CET"
std::string zone_of(std::string_view iso);

}  // namespace selfopt::page
