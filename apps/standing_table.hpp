#pragma once

#include <cstddef>
#include <string>

#include <selfopt/nouns/standing.hpp>

namespace selfopt::app {

/// What is advised, changed and loaded, and the indexes that somebody should look at, as tables for
/// people; what there is nothing of is left out.
/// \param width columns of the terminal; 0: as wide as it needs
std::string standing_tables(const Standing& standing, std::size_t width);

}  // namespace selfopt::app
