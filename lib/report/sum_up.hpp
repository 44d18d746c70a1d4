#pragma once

#include <selfopt/nouns/performance.hpp>
#include <selfopt/nouns/workload.hpp>

namespace selfopt {

/// Puts measurements together.
/// \param rows each with calls and a time
/// \returns sums, percentiles, and under `top` every statement, those with the most
///          total time first
Performance sum_up(const Workload& rows);

}  // namespace selfopt
