#pragma once

#include <map>
#include <string>

#include "pg/session.hpp"

namespace selfopt::pg {

/// Reads from selfopt.actions what indexes that were made did for statements, measured by running
/// or watching them, not by their cost.
///
/// \returns for each query_hash the share of its time that the best of them took away; below 0 if
///          all made it slower. None if there is no ledger, or one without measurements
std::map<std::string, double> measured_benefits(Session& session);

}  // namespace selfopt::pg
