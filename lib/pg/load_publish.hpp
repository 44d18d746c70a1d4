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

/// What a table gets only when it is complete.
struct KeptBack {
  std::string comment;
  std::vector<std::string> constraints;  ///< what stands behind ALTER TABLE ... ADD
};
/// Makes the stage of the table \p name, which this transaction has made: so the server has named
/// its sequences and constraints after the right table. Keys are kept back: two connections that
/// insert the same one would wait for each other. Its comment says what it is.
KeptBack hide_as_stage(Wire& wire, const TargetName& name, const TargetName& stage);
/// Gives it its own name, and what was kept back.
/// \throws Error{busy} if there is a table of that name by now; Error{database} if its rows do not
///         have the keys that they should
void publish_stage(Wire& wire, const TargetName& stage, const TargetName& name,
                   const KeptBack& kept_back);
/// Drops it, and \p schema if that is asked for and nothing is in it.
void drop_stage(Wire& wire, const TargetName& stage, bool and_its_schema) noexcept;

/// Drops such tables in \p schema whose loads have ended without doing it, because they were
/// killed. \returns their names
std::vector<std::string> drop_abandoned_stages(Wire& wire, const std::string& schema);

}  // namespace selfopt::pg
