#pragma once

#include <selfopt/nouns/features.hpp>

#include "check/rule.hpp"

namespace selfopt::checking {

/// \returns the relation of the plan that \p use is about, or "" if that cannot be told
std::string relation_of(const ColumnUse& use, const Sight& sight);

/// \returns the name of an index of \p relation that begins with column \p name, or ""
std::string index_beginning_with(const std::string& name, const std::string& relation,
                                 const Schema& schema);

}  // namespace selfopt::checking
