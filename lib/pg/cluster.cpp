#include "pg/cluster.hpp"

#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

constexpr const char* k_has_citus =
    "select exists (select from pg_catalog.pg_extension where extname = 'citus')";

}  // namespace

bool is_in_cluster(Session& session) {
  return run(session, k_has_citus)[0][0].as<bool>();
}

bool is_in_cluster(Wire& wire) {
  return wire.execute(k_has_citus).rows.at(0).at(0) == "t";
}

}  // namespace selfopt::pg
