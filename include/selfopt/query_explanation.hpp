#pragma once

#include <string>

#include <selfopt/nouns/query_explanation.hpp>

namespace selfopt {

/// \returns the document "selfopt.query_explanation/1" (man selfopt-formats), indented, with a
/// final
///          line end
std::string to_json(const QueryExplanation& explanation);

}  // namespace selfopt
