#pragma once

#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/model.hpp>
#include <selfopt/nouns/workload.hpp>

namespace selfopt {

/// \param model of run times, or null
/// \returns for each statement how long a call is expected to take, in milliseconds: as the model
///          foretells, else as its line says; infinite if neither knows, so that it comes first
/// \throws Error{usage} if the model is not of run times; Error{database}, Error::interrupted
std::vector<double> expected_ms(const Database& database, const Workload& workload,
                                const Model* model);

}  // namespace selfopt
