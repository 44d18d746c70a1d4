#include "pg/engine.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "pg/session_query.hpp"
#include "pg/text_array.hpp"

namespace selfopt::pg {
namespace {

// Only what tells engines apart is asked for. Roles, settings and functions that come with a hosted
// server stay, whatever its version() says.
constexpr const char* k_answers = R"(
  select array(select extname::text from pg_catalog.pg_extension order by 1) as extension_array,
         array(select distinct p.proname::text from pg_catalog.pg_proc p
               where p.pronamespace = 'pg_catalog'::regnamespace
                 and p.proname in ('aurora_version', 'yb_servers', 'gp_execution_segment'))
           as function_array,
         array(select rolname::text from pg_catalog.pg_roles
               where rolname in ('rds_superuser', 'cloudsqlsuperuser', 'alloydbsuperuser',
                                 'azure_pg_admin')) as role_array,
         array(select name from pg_catalog.pg_settings
               where name in ('rds.extensions', 'cloudsql.iam_authentication', 'azure.extensions',
                              'gp_role', 'yb_enable_optimizer_statistics')) as setting_array)";

std::set<std::string> as_set(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

bool says(const EngineAnswers& answers, std::string_view word) {
  return answers.version.find(word) != std::string::npos;
}

Engine foreign(const std::string& name) {
  const std::string why = name + " has no indexes or statistics as PostgreSQL's";
  return {name, why, why, why, {}};
}

Engine massively_parallel(const std::string& name) {
  Engine engine{name, {}, {}, {}, {}};
  engine.no_what_if = name + "'s planner does not see hypothetical indexes";
  engine.no_changes = name + " builds indexes with locks, on all segments at once";
  engine.remark = "On " + name +
                  " the distribution key and statistics matter more than indexes; advice "
                  "about these is not given.";
  return engine;
}

Engine yugabyte() {
  Engine engine{"YugabyteDB", {}, {}, {}, {}};
  engine.no_changes =
      "YugabyteDB builds indexes online by default and cannot drop one concurrently";
  engine.remark =
      "YugabyteDB keeps rows in its own storage: sizes of indexes, estimated as PostgreSQL's, are "
      "rough.";
  return engine;
}

// PostgreSQL on somebody's machines. No one there is a superuser, and the disk cannot be seen.
std::string host_of(const EngineAnswers& answers) {
  if (answers.functions.contains("aurora_version")) return "Amazon Aurora";
  if (answers.roles.contains("rds_superuser") || answers.settings.contains("rds.extensions"))
    return "Amazon RDS";
  if (answers.roles.contains("alloydbsuperuser")) return "AlloyDB";
  if (answers.roles.contains("cloudsqlsuperuser") ||
      answers.settings.contains("cloudsql.iam_authentication"))
    return "Google Cloud SQL";
  if (answers.roles.contains("azure_pg_admin") || answers.settings.contains("azure.extensions"))
    return "Azure Database for PostgreSQL";
  return "PostgreSQL";
}

std::string remark_on(const EngineAnswers& answers, const std::string& host) {
  if (answers.extensions.contains("pg_duckdb"))
    return "pg_duckdb may run a statement past the indexes; what it takes over has no cost and is "
           "left out.";
  if (host == "AlloyDB")
    return "AlloyDB advises indexes, too: google_db_advisor_recommended_indexes lists them.";
  if (host == "Azure Database for PostgreSQL")
    return "If Azure's own index tuning is on, both may advise the same index.";
  return {};
}

}  // namespace

Engine recognise(const EngineAnswers& answers) {
  if (says(answers, "Redshift")) return foreign("Amazon Redshift");
  if (says(answers, "CockroachDB")) return foreign("CockroachDB");
  if (says(answers, "Cloudberry Database")) return massively_parallel("Apache Cloudberry");
  if (says(answers, "Greenplum Database") || answers.functions.contains("gp_execution_segment"))
    return massively_parallel("Greenplum");
  if (says(answers, "-YB-") || answers.functions.contains("yb_servers")) return yugabyte();
  const std::string host = host_of(answers);
  return {host, {}, {}, {}, remark_on(answers, host)};
}

Engine read_engine(Session& session) {
  EngineAnswers answers;
  // Those that are furthest from PostgreSQL would not understand the other question.
  answers.version = run(session, "select pg_catalog.version()")[0][0].as<std::string>();
  if (Engine engine = recognise(answers); !engine.unsupported.empty()) return engine;
  const auto row = run(session, k_answers)[0];
  answers.extensions = as_set(text_array(row["extension_array"]));
  answers.functions = as_set(text_array(row["function_array"]));
  answers.roles = as_set(text_array(row["role_array"]));
  answers.settings = as_set(text_array(row["setting_array"]));
  return recognise(answers);
}

}  // namespace selfopt::pg
