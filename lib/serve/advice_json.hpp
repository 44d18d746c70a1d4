#pragma once

#include <string>

#include <selfopt/nouns/action.hpp>

#include "exchange/json_text.hpp"
#include "pg/stored_advice.hpp"

/// What several answers hold.
namespace selfopt::serving {

/// Members ddl, size_bytes, benefit, confidence, reason.
void append_figures(const Recommendation& advice, exchange::JsonObject& object);

void append_advice(const pg::StoredAdvice& stored, std::string& out);

/// As a line of apply's report (man selfopt-formats).
void append_action(const Action& action, std::string& out);

}  // namespace selfopt::serving
