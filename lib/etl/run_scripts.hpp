#pragma once

#include <string>
#include <vector>

#include "pg/wire.hpp"

namespace selfopt::etl {

/// Runs the statements of SQL files, all of them in one transaction on \p wire: what makes the next
/// layer of a warehouse from what was loaded.
/// \throws Error with FILE:LINE in front of the message; nothing was changed then. Error{refused}
/// for
///         statements that would end the transaction
void run_scripts(pg::Wire& wire, const std::vector<std::string>& paths);

}  // namespace selfopt::etl
