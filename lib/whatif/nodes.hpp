#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/distribution.hpp>
#include <selfopt/nouns/plan.hpp>

#include "pg/planner.hpp"
#include "pg/shard_indexes.hpp"
#include "whatif/candidate.hpp"
#include "whatif/planned_cost.hpp"

namespace selfopt::whatif {

/// What one node does for a statement that Citus distributes.
struct Task {
  int node = 0;
  pg::PlannableStatement text;
  std::vector<const Shard*> shards;  ///< that it reads or writes, of the Nodes that made it
};

/// A statement that Citus distributes.
struct DistributedStatement {
  std::vector<Task> tasks;
  double scale = 1;  ///< how many tasks each of these stands for
};

/// The planners of the nodes of a Citus cluster. The coordinator's plan of a distributed statement
/// says nothing of its cost; what the tasks cost their nodes does, and on a node indexes of shards
/// can be imagined as those of any table.
class Nodes {
 public:
  /// \param coordinator where nodes and shards are written down
  /// \param trial_lock_timeout see Session
  Nodes(const Database& coordinator, std::chrono::milliseconds plan_timeout,
        std::optional<std::chrono::milliseconds> trial_lock_timeout);

  /// \returns whether plan() can do without indexes that exist
  bool can_hide() const { return m_can_hide; }

  /// \param json what EXPLAIN printed of \p statement with all tasks
  /// \returns its tasks; of very many a sample, evenly drawn
  /// \throws Error{database} if it does not tell all, or a node refuses one
  DistributedStatement admit(const std::string& json, const pg::PlannableStatement& statement);

  /// Plans \p statement with those of \p candidates that are in \p offered on every shard, and
  /// without those that exist and are in \p hidden.
  /// \returns what its tasks cost together. `names` gets the names of the indexes that exist and
  ///          are used, as the coordinator calls them, sorted
  /// \throws Error{database} if one cannot be planned, or not in time
  PlannedCost plan(const DistributedStatement& statement, const IndexSet& offered,
                   const IndexSet& hidden, const std::vector<Candidate>& candidates,
                   std::vector<std::string>& names);

  bool alive() const;

 private:
  using Imagined = std::pair<int, const Shard*>;  // candidate, and where
  struct Node {
    std::unique_ptr<pg::Planner> planner;
    std::map<Imagined, pg::HypotheticalIndex> live;
  };

  Node& at(int id);
  std::optional<int> node_called(const std::string& conninfo) const;
  std::string name_on_coordinator(const std::string& index, const Task& task) const;
  std::vector<const Shard*> shards_in(const PlanNode& plan) const;
  const std::vector<pg::ShardIndex>& parts_of(int number, const Candidate& candidate);
  void hide(Node& node, const Task& task, const IndexSet& hidden,
            const std::vector<Candidate>& candidates);
  void imagine(Node& node, const Task& task, const IndexSet& offered,
               const std::vector<Candidate>& candidates);

  Database m_coordinator;
  std::chrono::milliseconds m_plan_timeout;
  Distribution m_distribution;
  std::map<std::string, const Shard*> m_shards;  ///< by their names as plans print them
  std::set<std::string> m_index_names;           ///< as the coordinator has them
  std::map<int, Node> m_nodes;
  std::optional<std::chrono::milliseconds> m_trial_lock_timeout;
  bool m_can_hide = true;
  std::map<int, std::vector<pg::ShardIndex>> m_parts;  ///< of candidates that exist
};

}  // namespace selfopt::whatif
