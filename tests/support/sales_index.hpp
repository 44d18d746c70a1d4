#pragma once

#include <selfopt/apply.hpp>

#include "pg/session.hpp"
#include "pg/shard_indexes.hpp"
#include "support/citus_database.hpp"

/// The change that tests of builds on a cluster make: an index on a table public.sales.
namespace selfopt::test {

inline Recommendations sales_index() {
  Recommendation one;
  one.id = "1";
  one.kind = RecommendationKind::create_index;
  one.table = "public.sales";
  one.name = "sales_product";
  one.columns = {"product"};
  one.ddl = "create index sales_product on public.sales (product)";
  Recommendations all;
  all.recommendations = {one};
  return all;
}

inline ApplyOptions unverified() {
  ApplyOptions options;
  options.verify = VerifyMethod::none;
  return options;
}

/// \returns what shards have of it
inline pg::ShardIndexes parts(const CitusDatabase& db) {
  pg::Session session(db.database());
  return pg::read_shard_indexes(session, db.database(), "public.sales", "sales_product");
}

}  // namespace selfopt::test
