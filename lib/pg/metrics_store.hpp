#pragma once

#include <string>

#include <selfopt/nouns/workload.hpp>

#include "pg/session.hpp"

namespace selfopt::pg {

/// Adds one snapshot to selfopt.performance_metrics, which is made if it is missing: a row for each
/// query that has calls and a time, with its text normalised (no constants: they may be personal
/// data).
/// \param source what measured, for example "replay"
/// \throws Error{refused} without the privilege, Error{database} if the server cannot store
void store_metrics(Session& session, const std::string& source, const Workload& queries);

/// The same on a connection of its own, for those to whom keeping the figures is a service and not
/// the purpose: what goes wrong becomes a warning.
void store_metrics_or_warn(const Database& database, const std::string& source,
                           const Workload& queries);

}  // namespace selfopt::pg
