#pragma once

#include "etl/copy_file.hpp"
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
  /// Takes away the name of the table, which the transaction that is open has made.
  void hide() { m_kept_back = pg::hide_as_stage(m_wire, m_name, m_stage); }
  /// That transaction was committed: the table has to be dropped from now on. \param made_schema
  /// whether its schema goes with it
  void note_made(bool made_schema) {
    m_is_there = true;
    m_made_schema = made_schema;
  }
  /// Gives it its own name, in the transaction that is open.
  /// \throws RowRefused if its rows do not have the keys that it should
  void publish() {
    try {
      pg::publish_stage(m_wire, m_stage, m_name, m_kept_back);
    } catch (const Error& error) {
      const pg::CopyRefusal refusal = pg::last_copy_refusal(m_wire, m_name);
      if (!m_wire.alive() || !refusal.is_constraint) throw;
      throw RowRefused{error, true};
    }
  }
  /// That transaction has been committed.
  void note_published() { m_is_there = false; }

 private:
  pg::Wire& m_wire;
  pg::TargetName m_name;
  pg::TargetName m_stage;
  pg::KeptBack m_kept_back;
  bool m_is_there = false;
  bool m_made_schema = false;
};

}  // namespace selfopt::etl
