#pragma once

#include "pg/load_publish.hpp"

namespace selfopt::etl {

/// A table under a name of ours until it is complete, dropped if it does not come to that.
class StagedTable {
 public:
  /// \param wire outlives this; nobody else may use it while this is made or goes
  StagedTable(pg::Wire& wire, const pg::TargetName& name)
      : m_wire(wire), m_name(name), m_stage(pg::reserve_stage(wire, name.schema)) {}
  ~StagedTable() {
    if (m_is_there) pg::drop_stage(m_wire, m_stage, m_made_schema);
    pg::release_stage(m_wire, m_stage);
  }
  StagedTable(const StagedTable&) = delete;
  StagedTable& operator=(const StagedTable&) = delete;

  const pg::TargetName& name() const { return m_stage; }
  /// From now on it has to be dropped. \param made_schema whether its schema goes with it
  void note_made(bool made_schema) {
    m_is_there = true;
    m_made_schema = made_schema;
  }
  /// Gives it its own name, in the transaction that is open.
  void publish() { pg::publish_stage(m_wire, m_stage, m_name); }
  /// That transaction has been committed.
  void note_published() { m_is_there = false; }

 private:
  pg::Wire& m_wire;
  pg::TargetName m_name;
  pg::TargetName m_stage;
  bool m_is_there = false;
  bool m_made_schema = false;
};

}  // namespace selfopt::etl
