#pragma once

#include <optional>
#include <string>

#include <selfopt/nouns/comparison.hpp>
#include <selfopt/nouns/workload.hpp>

/// Workloads as tables for people.
namespace selfopt::app {

/// \returns the name and the text of a statement on one line, white space collapsed.
std::string query_label(const std::string& name, const std::string& sql);

/// Calls, median, share of the total time, rows and the statement; the failed ones below.
/// \param width columns of the terminal; 0: as wide as it needs
std::string workload_table(const Workload& queries, std::size_t width);

/// Before and after, statement by statement, then what it comes to in all.
std::string comparison_table(const Comparison& comparison, std::size_t width);

/// \returns the whole comparison in lines: how many changed which way, and the total speed-up.
std::string comparison_summary(const Comparison& comparison);

}  // namespace selfopt::app
