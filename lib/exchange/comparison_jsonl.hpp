#pragma once

#include <string>

#include <selfopt/nouns/comparison.hpp>

namespace selfopt::exchange {

/// \returns one JSON object and a line end; what is not known is null.
std::string write_comparison_line(const QueryComparison& query);

}  // namespace selfopt::exchange
