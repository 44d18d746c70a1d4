#pragma once

#include <vector>

#include <selfopt/apply.hpp>
#include <selfopt/nouns/action.hpp>
#include <selfopt/nouns/database.hpp>

#include "apply/change.hpp"

namespace selfopt::change {

/// Writes the verdict of each action that has one, and takes back what does no good, the latest
/// first: an index may have been made for the sake of another.
void carry_out_verdicts(Workshop& workshop, std::vector<Action>& actions);

/// Verifies what a run that was stopped has made and not verified, with what it had measured
/// before, and carries the verdicts out. \returns these actions, the latest first \throws as
/// Verifier
std::vector<Action> judge_what_is_pending(const Database& database, Workshop& workshop,
                                          const ApplyOptions& options);

}  // namespace selfopt::change
