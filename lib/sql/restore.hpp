#pragma once

#include <utility>

namespace selfopt::sql {

/// Sets a value and puts back the old one at the end of the block.
template <typename Value>
class Restore {
 public:
  Restore(Value& target, Value value) : m_target(target), m_old(std::exchange(target, value)) {}
  ~Restore() { m_target = m_old; }
  Restore(const Restore&) = delete;
  Restore& operator=(const Restore&) = delete;

 private:
  Value& m_target;
  Value m_old;
};

}  // namespace selfopt::sql
