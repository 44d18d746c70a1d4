#pragma once

#include <string>

#include <selfopt/local.hpp>

namespace selfopt::exchange {

/// \returns \p status as a JSON document, "selfopt.local/1", with a line end.
std::string write_local_status(const LocalStatus& status);

}  // namespace selfopt::exchange
