#pragma once

#include <string>
#include <string_view>

namespace selfopt {

/// \returns for example "2026-11-25 00:27" of "2026-11-25T00:27:25Z", as it may stand in a page.
std::string shown_moment(std::string_view iso);

}  // namespace selfopt
