#pragma once

#include <string>

#include "check/rule.hpp"

namespace selfopt::checking {

/// \returns whether nothing is different that could have made the statement worse: it has the same
///          text and values, the settings and the sizes of its tables are the same, and every index
///          that its plan used is there
bool same_circumstances(const Observation& before, const Observation& after, const Schema& schema);

/// Judges that a figure has risen by a factor of \p ratio, which is more than the tolerance allows.
/// \param message says so
/// \returns an error; under the same circumstances a note if the ratio is so small that chance
/// makes
///          it, and a warning if the baseline's plan did without looking at a table and VACUUM
///          knows less of that now
Finding judge_rise(const Sight& sight, double ratio, std::string message);

}  // namespace selfopt::checking
