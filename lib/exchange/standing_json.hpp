#pragma once

#include <string>

#include <selfopt/nouns/standing.hpp>

#include "exchange/json_text.hpp"

/// What serve answers and report writes of how a database stands, each as one JSON object.
namespace selfopt::exchange {

/// Members ddl, size_bytes, benefit, confidence, reason.
void append_figures(const Recommendation& advice, JsonObject& object);

void append_advice(const StandingAdvice& stored, std::string& out);

/// As a line of apply's report (man selfopt-formats).
void append_action(const Action& action, std::string& out);

/// \param verdict see index_verdict
void append_index(const Index& index, const std::string& verdict, std::string& out);

void append_load(const PastLoad& load, std::string& out);

}  // namespace selfopt::exchange
