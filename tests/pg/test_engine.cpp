#include <selfopt/nouns/plan.hpp>

#include "exchange/plan_json.hpp"
#include "pg/engine.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;
using test::TemporaryDatabase;

namespace {

pg::EngineAnswers answers(const std::string& version) {
  pg::EngineAnswers made;
  made.version = version;
  return made;
}

}  // namespace

TEST_CASE("engines are known by what they say") {
  const auto name = [](const std::string& version) { return pg::recognise(answers(version)).name; };
  CHECK(name("PostgreSQL 15.20 (Debian 15.20-0+deb12u1) on x86_64-pc-linux-gnu, compiled by gcc") ==
        "PostgreSQL");
  CHECK(name("PostgreSQL 9.4.26 (Greenplum Database 6.25.3 build commit:367edc6b4dfd909fe38fc288ade"
             "9e294d74e3f9a Open Source) on x86_64-unknown-linux-gnu") == "Greenplum");
  CHECK(
      name("PostgreSQL 14.4 (Apache Cloudberry Database 1.5.4 build dev) on x86_64-pc-linux-gnu") ==
      "Apache Cloudberry");
  CHECK(name("PostgreSQL 11.2-YB-2.20.1.3-b0 on x86_64-pc-linux-gnu, compiled by clang") ==
        "YugabyteDB");
  CHECK(name("PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2, Redshift "
             "1.0.61191") == "Amazon Redshift");
  CHECK(name("CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu, built 2023/09/27)") == "CockroachDB");
}

TEST_CASE("what cannot work on an engine is known") {
  const auto greenplum = pg::recognise(answers("PostgreSQL 12.12 (Greenplum Database 7.1.0)"));
  CHECK_FALSE(greenplum.no_what_if.empty());
  CHECK_FALSE(greenplum.no_changes.empty());
  CHECK(greenplum.unsupported.empty());
  const auto yugabyte = pg::recognise(answers("PostgreSQL 15.2-YB-2025.1.0.0-b0"));
  CHECK(yugabyte.no_what_if.empty());
  CHECK_FALSE(yugabyte.no_changes.empty());
  CHECK_FALSE(pg::recognise(answers("... Redshift 1.0")).unsupported.empty());
}

TEST_CASE("hosted PostgreSQL is PostgreSQL, with what its host is known for") {
  const std::string version = "PostgreSQL 15.5 on x86_64-pc-linux-gnu, compiled by gcc, 64-bit";
  const auto with_role = [&](const std::string& role) {
    pg::EngineAnswers made = answers(version);
    made.roles = {role};
    return pg::recognise(made);
  };
  pg::EngineAnswers aurora = answers(version);
  aurora.functions = {"aurora_version"};
  aurora.roles = {"rds_superuser"};
  CHECK(pg::recognise(aurora).name == "Amazon Aurora");
  CHECK(with_role("rds_superuser").name == "Amazon RDS");
  CHECK(with_role("cloudsqlsuperuser").name == "Google Cloud SQL");
  CHECK(with_role("azure_pg_admin").name == "Azure Database for PostgreSQL");
  CHECK(with_role("alloydbsuperuser").remark.find("google_db_advisor") != std::string::npos);
  for (const char* role : {"rds_superuser", "cloudsqlsuperuser", "azure_pg_admin"}) {
    CHECK(with_role(role).no_what_if.empty());
    CHECK(with_role(role).no_changes.empty());
  }
}

TEST_CASE("a real server gives the answers", "[server]") {
  const TemporaryDatabase db;
  const auto engine = [&] {
    pg::Session session(db.database());
    return pg::read_engine(session);
  };
  CHECK(engine().remark.empty());
  db.run(
      "create function pg_catalog.aurora_version() returns text language sql as $$select '15.4'$$");
  CHECK(engine().name == "Amazon Aurora");
}

TEST_CASE("what another engine does has no cost") {
  // pg_duckdb takes a statement over whole; Citus sends its tasks away and adds their results up.
  const auto provider = [](const std::string& json) {
    return uncosted_provider(exchange::read_plan(json));
  };
  CHECK(provider(R"([{"Plan": {"Node Type": "Custom Scan", "Custom Plan Provider": "DuckDBScan",
    "Startup Cost": 0.0, "Total Cost": 0.0, "Plan Rows": 0, "Plan Width": 0}}])") == "DuckDBScan");
  CHECK(provider(R"([{"Plan": {"Node Type": "Aggregate", "Total Cost": 250.02, "Plans": [
    {"Node Type": "Custom Scan", "Custom Plan Provider": "Citus Adaptive", "Total Cost": 0.0,
     "Distributed Query": {"Job": {"Task Count": 8}}}]}}])") == "Citus Adaptive");
  CHECK(provider(R"([{"Plan": {"Node Type": "Custom Scan", "Custom Plan Provider": "ColumnarScan",
    "Relation Name": "t", "Total Cost": 33.1}}])")
            .empty());
  CHECK(provider(R"([{"Plan": {"Node Type": "Custom Scan", "Custom Plan Provider": "ChunkAppend",
    "Total Cost": 9.0, "Plans": [{"Node Type": "Seq Scan", "Relation Name": "c"}]}}])")
            .empty());
}
