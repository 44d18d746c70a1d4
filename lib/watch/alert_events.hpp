#pragma once

#include <vector>

#include <selfopt/nouns/action.hpp>
#include <selfopt/nouns/alert.hpp>

#include "pg/session.hpp"

namespace selfopt::loop {

/// \returns what is to be told of changes: those reverted, failed, or left although they do harm
std::vector<AlertEvent> events_of(const std::vector<Action>& actions);

/// \returns what is to be told of the last snapshot: statements that have become slower
std::vector<AlertEvent> slower_statements(pg::Session& session);

/// \returns what is to be told of a cycle that ended with an error
AlertEvent event_of_failure(const std::string& error);

}  // namespace selfopt::loop
