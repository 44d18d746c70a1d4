#pragma once

#include <optional>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/model.hpp>
#include <selfopt/nouns/plan.hpp>
#include <selfopt/nouns/recommendations.hpp>
#include <selfopt/nouns/workload.hpp>

namespace selfopt::advisor {

/// Gives every new index that a planner has confirmed its confidence, from what the workload and
/// the server know of its table and statements (prediction/confidence.hpp): how old the statistics
/// are, how many rows the statements really find, how often they run, how much their times vary.
/// The statements are planned once more, not run.
///
/// \param model of index benefits, or null: its probability is where the confidence starts
/// \throws Error{usage} if the model is not of index benefits; Error{database}, Error::interrupted
void rate_confidence(const Database& database, const Catalog& catalog, const Workload& workload,
                     const Model* model, Recommendations& advice);

/// \returns how many times more rows than \p plan expects are found: the worst of its scans and
///          joins if it was run, else its result against \p rows; nullopt if that cannot be told,
///          since it was not run and its result is cut off or counted together
std::optional<double> misestimate_of(const Plan& plan, std::optional<double> rows);

}  // namespace selfopt::advisor
