#pragma once

#include <memory>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/planner_clone.hpp>

namespace selfopt {

/// A private PostgreSQL server of this machine that knows of another database what its planner
/// knows, and holds none of its rows: tables, indexes, statistics, sizes, settings. What its
/// planner answers is what the other's would, and HypoPG need be installed here only.
///
/// It is in a new folder that only this user may enter, since statistics hold values of the data,
/// and is removed with the object, or when this program ends, however that is. From the other
/// database only is read.
class Clone {
 public:
  /// \throws Error{refused} if PostgreSQL or HypoPG is not installed on this machine, or the
  ///         database is part of a Citus cluster; Error{database} if one of both servers fails
  explicit Clone(const Database& original);
  ~Clone();
  Clone(const Clone&) = delete;
  Clone& operator=(const Clone&) = delete;

  /// How to plan on it, and how it differs.
  const PlannerClone& planner() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace selfopt
