#pragma once

#include <vector>

#include <selfopt/nouns/performance.hpp>

#include "pg/foretold.hpp"

namespace selfopt {

/// Puts what was foretold beside what was measured.
/// \param rows        in any order
/// \param performance its timeline gives the spans; receives `predictions`, and `predicted_ms` of
///                    the statements in `top`; nothing if there are no rows
void compare_with_predictions(const std::vector<pg::Foretold>& rows, Performance& performance);

}  // namespace selfopt
