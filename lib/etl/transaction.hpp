#pragma once

#include "pg/load_target.hpp"

namespace selfopt::etl {

/// A transaction that does not outlive its block, whatever way that is left: taken back unless it
/// was committed.
class Transaction {
 public:
  explicit Transaction(pg::Wire& wire) : m_wire(wire) { pg::begin_transaction(wire); }
  ~Transaction() {
    if (m_open) pg::roll_back(m_wire);
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit() {
    pg::commit_transaction(m_wire);
    m_open = false;
  }

 private:
  pg::Wire& m_wire;
  bool m_open = true;
};

}  // namespace selfopt::etl
