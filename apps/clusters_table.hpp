#pragma once

#include <cstddef>
#include <string>

#include <selfopt/nouns/clusters.hpp>

namespace selfopt::app {

/// Clusters, and what has changed between two times, as tables for people; empty where there is
/// none. \param width columns of the terminal; 0: as wide as it needs
std::string clusters_table(const Clusters& clusters, std::size_t width);
std::string clusters_table(const ClusterDrift& drift, std::size_t width);

}  // namespace selfopt::app
