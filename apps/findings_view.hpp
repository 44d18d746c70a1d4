#pragma once

#include <cstddef>
#include <string>

#include <selfopt/nouns/findings.hpp>

/// Findings for people at a terminal.
namespace selfopt::app {

/// A line for each statement that has something to tell, then for each that got worse its plans
/// side by side.
/// \param width columns of the terminal; 0: as wide as it needs
std::string findings_table(const Findings& findings, std::size_t width);

/// \returns one line: how many statements are how
std::string findings_summary(const Findings& findings);

}  // namespace selfopt::app
