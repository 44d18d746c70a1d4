#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/performance.hpp>

namespace selfopt::page {

/// \returns a heading and a table of what each node of a Citus cluster holds; "" without nodes
std::string nodes(const std::vector<NodeShare>& shares);

}  // namespace selfopt::page
