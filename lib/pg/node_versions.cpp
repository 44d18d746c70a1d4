#include "pg/node_versions.hpp"

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "pg/distribution.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

struct Versions {
  std::string postgresql;
  std::string extension;  // of Citus, in the database
  std::string library;    // what the installed files would bring
};

Versions read_versions(const Database& database) {
  Session session(database);
  const auto rows = run(session,
                        "select pg_catalog.split_part(pg_catalog.current_setting('server_version'),"
                        "  ' ', 1), e.extversion, coalesce(a.default_version, e.extversion)"
                        " from pg_catalog.pg_extension e"
                        " left join pg_catalog.pg_available_extensions a on a.name = e.extname"
                        " where e.extname = 'citus'");
  if (rows.empty()) return {};
  return {rows[0][0].as<std::string>(), rows[0][1].as<std::string>(), rows[0][2].as<std::string>()};
}

std::string describe(const Versions& versions) {
  return fmt::format("PostgreSQL {} with Citus {}", versions.postgresql, versions.extension);
}

std::string is_behind(const std::string& who, const Versions& versions) {
  return fmt::format(
      "{} has the extension Citus {} under the library {}; run there: alter extension "
      "citus update",
      who, versions.extension, versions.library);
}

}  // namespace

std::vector<std::string> version_differences(const Distribution& distribution,
                                             const Database& database) {
  std::vector<std::string> differences;
  if (distribution.empty()) return differences;
  const Versions ours = read_versions(database);
  if (ours.extension != ours.library) differences.push_back(is_behind("the coordinator", ours));
  for (const CitusNode& node : distribution.nodes) {
    if (node.coordinator) continue;
    try {
      const Versions theirs = read_versions(node_database(database, node));
      if (theirs.extension != theirs.library)
        differences.push_back(is_behind("node " + node.name(), theirs));
      else if (describe(theirs) != describe(ours))
        differences.push_back(fmt::format("node {} runs {}, the coordinator {}", node.name(),
                                          describe(theirs), describe(ours)));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
    }
  }
  return differences;
}

}  // namespace selfopt::pg
