#pragma once

#include <set>
#include <string>
#include <vector>

#include "pg/session.hpp"

/// Which server this really is. Many speak PostgreSQL's protocol; some plan, build or count in ways
/// that make advice for PostgreSQL wrong. They are known by what they say of themselves.
namespace selfopt::pg {

/// What a server answers, as recorded from each kind (tests/pg/test_engine.cpp).
struct EngineAnswers {
  std::string version;               ///< version()
  std::set<std::string> extensions;  ///< installed in this database
  std::set<std::string> functions;   ///< of pg_catalog, those that only one engine has
  std::set<std::string> roles;       ///< those that only one host's servers have
  std::set<std::string> settings;    ///< likewise
};

struct Engine {
  std::string name = "PostgreSQL";  ///< for people, for example "Amazon Aurora"
  /// Why nothing here can be right for it; empty: much can.
  std::string unsupported;
  /// Why the planner cannot be asked what an index would change; empty: it can.
  std::string no_what_if;
  /// Why indexes must not be built and dropped as on PostgreSQL; empty: they can.
  std::string no_changes;
  /// What a user should know besides; empty: nothing.
  std::string remark;
};

/// \returns which engine gives these answers; PostgreSQL if no other is recognised
Engine recognise(const EngineAnswers& answers);

/// Asks the server.
Engine read_engine(Session& session);

}  // namespace selfopt::pg
