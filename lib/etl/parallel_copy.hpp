#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <selfopt/etl.hpp>
#include <selfopt/nouns/database.hpp>

#include "etl/node_guard.hpp"
#include "etl/rejects.hpp"
#include "etl/row_converter.hpp"
#include "etl/table_plan.hpp"
#include "pg/wire.hpp"

namespace selfopt::etl {

/// Several connections that fill one table, each in a transaction of its own. One thread cuts the
/// file into blocks of whole rows; each connection has two, which take blocks, convert and send
/// them. What is taken back if this goes before commit().
class ParallelCopy {
 public:
  /// \param guard of the nodes of a cluster; null without one
  /// \param on_bytes told now and then how many more bytes were taken from the disk
  /// \throws Error{database} if there are not so many connections to be had
  ParallelCopy(const Database& database, std::size_t connections, const LoadOptions& options,
               NodeGuard* guard, std::function<void(std::int64_t)> on_bytes);
  ~ParallelCopy();
  ParallelCopy(const ParallelCopy&) = delete;
  ParallelCopy& operator=(const ParallelCopy&) = delete;

  /// Sends a file to plan.copy_into. After a contradiction, or too many rejects, the rest is only
  /// looked at. Rejects and what the columns of the plan have seen are the same as for one reader.
  /// \throws RowRefused; Error{internal} if the server stored another number of rows than were sent
  FileCounts copy(TablePlan& plan, const PlannedFile& file, Rejects& rejects);

  /// \returns one of the contradictions that were met.
  const std::optional<Contradiction>& contradiction() const { return m_contradiction; }

  /// Makes what was sent last.
  void commit();

 private:
  struct Part;
  bool send_parts(const std::vector<std::unique_ptr<Part>>& parts, const PlannedFile& file,
                  FileCounts& counts, std::int64_t rejected_before);

  std::vector<std::unique_ptr<pg::Wire>> m_wires;
  std::vector<std::unique_ptr<NodeGuard::Guarded>> m_guarded;  // go before the wires
  const LoadOptions& m_options;
  std::function<void(std::int64_t)> m_on_bytes;
  std::optional<Contradiction> m_contradiction;
};

}  // namespace selfopt::etl
