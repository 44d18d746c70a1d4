#pragma once

// For this room only: how a cluster and its quality look in every document that has them.

#include <nlohmann/json_fwd.hpp>

#include <selfopt/nouns/clusters.hpp>

namespace selfopt::exchange {

nlohmann::ordered_json write_cluster(const Cluster& cluster);
nlohmann::ordered_json write_quality(const ClusterQuality& quality);

}  // namespace selfopt::exchange
