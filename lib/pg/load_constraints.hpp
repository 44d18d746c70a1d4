#pragma once

#include <string>
#include <vector>

#include "pg/load_target.hpp"

/// What a table demands of rows that wait in the stage (load_stage.hpp), asked for all rows at
/// once.
namespace selfopt::pg {

/// \returns whether what the table demands can be told from its catalog: nothing changes or hides
///          rows on their way into it.
bool can_be_screened(Wire& wire, const TargetName& name);

/// Takes out of the stage the rows that would be refused for NULL, a check, a foreign key or a
/// unique index of the table, each with the reason. Of several rows with the same unique key the
/// one with the lowest number stays, as if they came one after the other. Constraints that it
/// cannot judge (on columns that are not loaded, unique expressions, exclusions) are passed over.
/// \param with_unique whether unique indexes count
/// \returns false if rows stand in each other's way under several unique indexes, so that it cannot
///          be told which stay. Then the stage must not be used
bool take_out_violations(Wire& wire, const TargetName& name,
                         const std::vector<std::string>& columns, bool with_unique);

}  // namespace selfopt::pg
