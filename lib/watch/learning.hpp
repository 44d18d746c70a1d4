#pragma once

#include <optional>
#include <string>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/watch_status.hpp>
#include <selfopt/nouns/workload.hpp>

#include "pg/model_store.hpp"
#include "pg/session.hpp"

namespace selfopt::loop {

/// \param model the one in use; nullopt: there is none
/// \param fresh what was measured since a model was trained last, whether or not it was kept
/// \returns why a model is to be trained now; empty if it is not: when half as many measurements
///          have come as the last training looked at, 50 at least, or when the model is one and a
///          half times as far off as when it was judged (drift)
std::string reason_to_train(const std::optional<pg::StoredModel>& model,
                            const pg::NewMeasurements& fresh);

/// Trains a model of run times from what the database remembers, if there is reason to. The better
/// of it and the one before is kept, judged by what was measured since that was trained;
/// selfopt.models has the scores of both. Then the model in use foretells \p workload, for the
/// report to compare with what is measured later (selfopt.predictions).
///
/// A failure is a warning: advice does not depend on it.
/// \throws Error::interrupted
void learn(const Database& database, pg::Session& session, const Workload& workload,
           WatchStatus& status);

}  // namespace selfopt::loop
