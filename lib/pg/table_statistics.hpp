#pragma once

#include <map>
#include <string>
#include <vector>

#include "pg/session.hpp"

namespace selfopt::pg {

/// What the planner goes by for each of some tables, in a form that can only be compared: another
/// text means other statistics, by ANALYZE, VACUUM, an index build or growth. What a build has not
/// changed, it has not made the planner change its mind about.
/// \param names without schema; tables of the same name in several schemas count as one
/// \returns a text by name; a name that is no table has none
std::map<std::string, std::string> statistics_of(Session& session,
                                                 const std::vector<std::string>& names);

}  // namespace selfopt::pg
