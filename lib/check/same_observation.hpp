#pragma once

#include <selfopt/nouns/baseline.hpp>

namespace selfopt::checking {

/// \returns whether both read the same tables, of about the same rows and blocks
bool same_tables(const Observation& before, const Observation& after);

/// \returns whether \p after differs from \p before by no more than ANALYZE, a few rows more or the
///          clock would make it differ
bool same_but_noise(const Observation& before, const Observation& after);

}  // namespace selfopt::checking
