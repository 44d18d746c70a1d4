#pragma once

#include <chrono>
#include <optional>

#include "etl/copy_file.hpp"
#include "etl/load_table.hpp"

// What the attempts to load one table share.
namespace selfopt::etl {

using Clock = std::chrono::steady_clock;

/// The load of one table, with what earlier attempts have found out.
struct Load : LoadMeans {
  TablePlan& plan;
  // The server refused a row. Each such row is to be rejected by itself:
  bool screens = false;    ///< all are put where they can be compared with what the table demands
  bool carefully = false;  ///< they are sent in small steps
  bool one_connection = false;  ///< even if it is large
};

/// \returns whether the columns have the types that the rows want; says what is loaded again if not
bool types_hold(const Load& load, const std::optional<Contradiction>& found);

/// Decides how the next attempt finds each row that the server refuses.
/// \param in_copy whether it was refused on its way to the server
/// \throws Error of \p refused if that has been tried
void find_refused(Load& load, const RowRefused& refused, bool in_copy);

}  // namespace selfopt::etl
