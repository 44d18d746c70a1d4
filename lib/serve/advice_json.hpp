#pragma once

#include <string>

#include <selfopt/nouns/action.hpp>

#include "pg/stored_advice.hpp"

/// What several answers hold.
namespace selfopt::serving {

void append_advice(const pg::StoredAdvice& stored, std::string& out);

/// As a line of apply's report (man selfopt-formats).
void append_action(const Action& action, std::string& out);

}  // namespace selfopt::serving
