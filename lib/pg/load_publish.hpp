#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pg/load_target.hpp"

/// A table that several connections fill before anybody is meant to see it. It is there for all to
/// see, under a name of ours and with a comment that says so, until it gets its own name.
namespace selfopt::pg {

/// Makes up the name of such a table. As long as \p wire lives, and release_stage was not called,
/// drop_abandoned_stages leaves that table alone.
TargetName reserve_stage(Wire& wire, const std::string& schema);
void release_stage(Wire& wire, const TargetName& stage) noexcept;

/// Says in the comment of the table, which exists, what it is.
void mark_stage(Wire& wire, const TargetName& stage, const TargetName& name);
/// Gives it its own name. \throws Error{busy} if there is a table of that name by now
void publish_stage(Wire& wire, const TargetName& stage, const TargetName& name);
/// Drops it, and \p schema if that is asked for and nothing is in it.
void drop_stage(Wire& wire, const TargetName& stage, bool and_its_schema) noexcept;

/// Drops such tables in \p schema whose loads have ended without doing it, because they were
/// killed. \returns their names
std::vector<std::string> drop_abandoned_stages(Wire& wire, const std::string& schema);

}  // namespace selfopt::pg
