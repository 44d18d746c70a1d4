#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/catalog.hpp>

#include "pg/stored_advice.hpp"

namespace selfopt::serving {

/// \returns what is to be thought of an index: "invalid", "advised to be dropped", "unused for 40
///          days", "not used yet" (its scans have not been counted for long), "needed for a
///          constraint", "used"
std::string index_verdict(const Index& index, const UsageEvidence& usage,
                          const std::vector<pg::StoredAdvice>& advice);

}  // namespace selfopt::serving
