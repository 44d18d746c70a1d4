#pragma once

#include <vector>

#include <selfopt/check.hpp>

#include "literals/literals.hpp"
#include "pg/replay_session.hpp"

namespace selfopt::checking {

/// A statement that can be run, and where its times go.
struct Measured {
  Observation* seen = nullptr;
  const literals::Filled* text = nullptr;
  const Observation* before = nullptr;  ///< null if it is not known
};

/// Runs every statement options.runs times, in rounds that run each once in an order of their own,
/// so that what disturbs the machine for a while hits all alike. What then looks slower than before
/// is measured again, up to three times. \throws Error{database} if the server goes away,
/// Error::interrupted
void measure(pg::ReplaySession& session, const std::vector<Measured>& statements,
             const CheckOptions& options);

}  // namespace selfopt::checking
