#pragma once

#include <string>

#include <selfopt/nouns/performance.hpp>

namespace selfopt::exchange {

/// \returns a JSON document, schema selfopt.report/1, with its line end; what is not known is null.
std::string write_performance(const Performance& performance);

}  // namespace selfopt::exchange
