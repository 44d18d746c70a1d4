#pragma once

#include <vector>

#include <selfopt/check.hpp>

#include "check/observe.hpp"

namespace selfopt::checking {

/// Asks options.model how long each statement that was planned takes, and notes its answer, or why
/// it gives none. Nothing is run. \throws Error{database} if there is no server, Error::interrupted
void foretell(const Database& database, std::vector<Observed>& all, const CheckOptions& options);

}  // namespace selfopt::checking
