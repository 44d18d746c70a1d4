#pragma once

#include <set>
#include <string>
#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/distribution.hpp>

#include "pg/session.hpp"

/// Citus: which tables are on which nodes, and what these say of them.
namespace selfopt::pg {

/// \returns how the cluster keeps its tables; empty without Citus
Distribution read_distribution(Session& session);

/// \param database the coordinator's
/// \returns how to connect to the same database on \p node, as the same user
Database node_database(const Database& database, const CitusNode& node);

/// Lets the catalogs of a node show shards from now on, which Citus hides from clients.
void show_shards(Session& node);

/// \returns the names of all indexes of users, without schema
std::set<std::string> index_names(Session& session);

/// A node whose figures are not known.
struct UnseenNode {
  std::string name;    ///< "host:port"
  std::string reason;  ///< what the server or the network said
};

/// Asks every node that holds something for the figures of its shards, and sums them up in
/// \p catalog (sum_shards). Nothing is asked without Citus.
/// \param database the coordinator's
/// \returns the nodes that did not answer; what they hold stays unseen
std::vector<UnseenNode> see_nodes(Catalog& catalog, const Database& database);

}  // namespace selfopt::pg
