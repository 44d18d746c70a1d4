#pragma once

#include <string>

#include <selfopt/nouns/action.hpp>

namespace selfopt {

/// \returns the action as one JSON object and a line end (man selfopt-formats).
std::string to_jsonl(const Action& action);

}  // namespace selfopt
