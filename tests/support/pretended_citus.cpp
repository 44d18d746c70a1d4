#include "support/pretended_citus.hpp"

#include <fmt/format.h>

namespace selfopt::test {
namespace {

constexpr const char* k_catalogs = R"(
  set allow_system_table_mods = on;
  insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
  values (6000, 'citus', 10, 11, false, '13.2-1');
  create table pg_catalog.pg_dist_partition (logicalrelid regclass, partmethod "char",
    partkey text, colocationid int, repmodel "char");
  create table pg_catalog.pg_dist_node (nodeid int, groupid int, nodename text, nodeport int,
    noderole text, isactive boolean);
  create table pg_catalog.pg_dist_shard (logicalrelid regclass, shardid bigint);
  create table pg_catalog.pg_dist_placement (shardid bigint, shardstate int, groupid int);
  create table pg_catalog.pg_dist_local_group (groupid int);
  create function pg_catalog.column_to_column_name(regclass, text) returns text
    language sql as 'select $2';
  create function pg_catalog.shard_name(regclass, bigint) returns text
    language sql as $$select $1 || '_' || $2$$;
  insert into pg_dist_local_group values (0);
  create table sales (customer int, amount int);
  create table local (customer int, amount int);
  create index sales_amount on sales (amount);
  insert into pg_dist_partition values ('sales', 'h', 'customer', 1, 's');
  insert into pg_dist_shard values ('sales', 102008), ('sales', 102009);
  insert into pg_dist_placement values (102008, 1, 7), (102009, 1, 7);
  insert into local select i, i from generate_series(1, 50000) i;
  analyze local)";

constexpr const char* k_shards = R"(
  create table sales_102008 (like sales including all);
  create table sales_102009 (like sales including all);
  alter index sales_102008_amount_idx rename to sales_amount_102008;
  alter index sales_102009_amount_idx rename to sales_amount_102009;
  insert into sales_102008 select i * 2, i from generate_series(1, 30000) i;
  insert into sales_102009 select i * 2 + 1, i from generate_series(1, 20000) i;
  set enable_seqscan = off;
  select * from sales_102009 where amount = 5)";

}  // namespace

void pretend_citus(const TemporaryDatabase& db, PretendedNodes nodes) {
  db.run(k_catalogs);
  if (nodes == PretendedNodes::missing) {
    db.run("insert into pg_dist_node values (3, 7, '127.0.0.1', 1, 'primary', true)");
    return;
  }
  db.run(
      "insert into pg_dist_node select 3, 7, (string_to_array(current_setting("
      "  'unix_socket_directories'), ', '))[1], current_setting('port')::int, 'primary', true");
  db.run(k_shards);
  db.run("analyze sales_102008; analyze sales_102009");
}

}  // namespace selfopt::test
