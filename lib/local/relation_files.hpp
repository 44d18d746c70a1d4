#pragma once

#include <string>

#include "env/process.hpp"
#include "pg/statistics_copy.hpp"

namespace selfopt::local {

/// Makes the file of an empty table or index as long as the original's, without space on the disk:
/// the planner asks the file system how long it is. A B-tree gets as many levels as one of its size
/// has. The server must not run.
/// \param path of its first segment
/// \param owner whom further segments belong to
/// \throws Error{input} if the file system refuses
void lengthen(const std::string& path, const pg::RelationSize& size, const env::SystemUser& owner);

/// \returns the levels below the root that a B-tree of so many pages has
int btree_levels(std::int64_t blocks, double key_width);

}  // namespace selfopt::local
