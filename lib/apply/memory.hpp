#pragma once

#include <string>
#include <vector>

#include <selfopt/apply.hpp>
#include <selfopt/nouns/action.hpp>

/// What the ledger remembers of earlier changes.
namespace selfopt::change {

/// \param definition of the index as it is now; one that somebody has made anew is not ours
/// \returns whether the ledger says that selfopt made the index \p action drops
bool made_by_us(const std::vector<Action>& ledger, const Action& action,
                const std::string& definition);

/// \returns why an index is not made again that was made before: it did no good, and neither the
///          statements nor the table have changed much since; or it failed three times today.
///          Empty if nothing speaks against it.
std::string reason_to_remember(const std::vector<Action>& ledger, const Action& action,
                               const ApplyOptions& options);

}  // namespace selfopt::change
