#include "pg/planner.hpp"

#include <charconv>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "pg/array_text.hpp"
#include "sql/identifier.hpp"

namespace selfopt::pg {
namespace {

std::string single_value(const WireRows& result) {
  return result.rows.empty() ? "" : result.rows.front().front().value_or("");
}

std::int64_t to_number(const std::optional<std::string>& text) {
  std::int64_t number = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

Error hypopg_missing(int server_version, bool installed) {
  const std::string install = installed
                                  ? ""
                                  : fmt::format("install postgresql-{}-hypopg on the server, then ",
                                                server_version / 10000);
  return Error(
      ErrorKind::refused, "extension \"hypopg\" is not available, so no index can be tried out", {},
      fmt::format("To get it, {}run CREATE EXTENSION hypopg in the database. --clone tries "
                  "indexes out on this machine, --unverified without a planner.",
                  install));
}

}  // namespace

Planner::Planner(const Database& database, std::chrono::milliseconds plan_timeout)
    : m_wire(database, plan_timeout), m_plan_timeout(plan_timeout) {
  m_wire.execute("set default_transaction_read_only = on");
  // EXPLAIN prepares the execution, too; compiling expressions that never run would take most of
  // the time, and it does not change a cost.
  m_wire.execute("set jit = off");
  // What is only asked for is no workload, and would crowd out what is.
  m_wire.leave_out_of_statistics();
}

bool Planner::enable_hypothetical_indexes(bool required) {
  m_hypopg_schema =
      single_value(m_wire.execute("select quote_ident(n.nspname) from pg_catalog.pg_extension e"
                                  " join pg_catalog.pg_namespace n on n.oid = e.extnamespace"
                                  " where e.extname = 'hypopg'"));
  if (!m_hypopg_schema.empty()) return true;
  if (!required) return false;
  const bool installed =
      single_value(m_wire.execute("select 1 from pg_catalog.pg_available_extensions"
                                  " where name = 'hypopg'")) == "1";
  throw hypopg_missing(m_wire.server_version(), installed);
}

PlannableStatement Planner::admit(const std::string& user_sql,
                                  const std::vector<std::optional<std::string>>& values) {
  constexpr const char* k_name = "selfopt_admitted";
  m_wire.prepare(k_name, user_sql);
  const std::size_t parameters = m_wire.parameter_types(k_name).size();
  m_wire.execute(fmt::format("deallocate {}", k_name));
  return {user_sql, values, parameters};
}

std::vector<std::string> Planner::output_columns(const std::string& user_sql) {
  m_wire.prepare("", user_sql);
  return m_wire.column_names("");
}

std::set<std::string> Planner::volatile_functions() {
  std::set<std::string> names;
  for (const auto& row : m_wire
                             .execute("select distinct lower(proname) from pg_catalog.pg_proc"
                                      " where provolatile = 'v'")
                             .rows)
    names.insert(row.front().value_or(""));
  return names;
}

Planner::Admission Planner::try_statement(const std::string& user_sql) {
  Admission admission;
  try {
    m_wire.prepare("", user_sql);
    admission.parameter_types = m_wire.parameter_types("");
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted || !m_wire.alive()) throw;
    admission.error = error.message();
    admission.error_position = m_wire.error_position();
  }
  return admission;
}

std::string Planner::explain(const PlannableStatement& statement) {
  if (m_hiding == Hiding::trial && !m_hidden.empty()) return explain_in_trial(statement);
  return explain_now(statement, "format json");
}

std::string Planner::explain_tasks(const PlannableStatement& statement) {
  m_wire.execute("set citus.explain_all_tasks = on");
  return explain_verbosely(statement);
}

std::string Planner::explain_verbosely(const PlannableStatement& statement) {
  return explain_now(statement, "verbose, format json");
}

std::string Planner::explain_now(const PlannableStatement& statement, const char* options) {
  if (statement.parameters > statement.values.size()) return explain_generic(statement, options);
  // The extended protocol takes one statement a message, so nothing can hide behind the user's
  // text; with options in parentheses a text that begins with ANALYZE is an error, not a run.
  return single_value(
      m_wire.execute(fmt::format("explain ({}) ", options) + statement.sql, statement.values));
}

std::string Planner::explain_generic(const PlannableStatement& statement, const char* options) {
  constexpr const char* k_name = "selfopt_generic";
  m_wire.execute("set plan_cache_mode = force_generic_plan");
  m_wire.prepare(k_name, statement.sql);
  std::string nulls;
  for (std::size_t i = 0; i < statement.parameters; ++i)
    nulls += i == 0 ? "null" : ", null";
  const auto forget = [&] { m_wire.execute(fmt::format("deallocate {}", k_name)); };
  try {
    const auto plan =
        m_wire.execute(fmt::format("explain ({}) execute {}({})", options, k_name, nulls));
    forget();  // a cached plan would not see the next hypothetical index
    return single_value(plan);
  } catch (const Error&) {
    if (!m_in_trial) forget();  // a failed transaction takes no more statements
    throw;
  }
}

std::vector<HypotheticalIndex> Planner::create_hypothetical(
    const std::vector<IndexDefinition>& definitions) {
  ArrayText statements;
  for (const IndexDefinition& definition : definitions)
    statements.add("create index " + definition.sql());
  const auto made = m_wire.execute(
      fmt::format("select i.indexrelid, i.indexname, {0}.hypopg_relation_size(i.indexrelid)"
                  " from unnest($1::text[]) with ordinality d(sql, place),"
                  " lateral {0}.hypopg_create_index(d.sql) i order by d.place",
                  m_hypopg_schema),
      {statements.text()});
  if (made.rows.size() != definitions.size())
    throw Error(ErrorKind::database, fmt::format("of {} hypothetical indexes only {} were made",
                                                 definitions.size(), made.rows.size()));
  std::vector<HypotheticalIndex> indexes;
  for (const auto& row : made.rows)
    indexes.push_back(
        {static_cast<std::uint32_t>(to_number(row[0])), row[1].value_or(""), to_number(row[2])});
  return indexes;
}

void Planner::drop_hypothetical(const std::vector<std::uint32_t>& oids) {
  ArrayText numbers;
  for (const std::uint32_t oid : oids)
    numbers.add_number(oid);
  m_wire.execute(fmt::format("select count({}.hypopg_drop_index(o)) from unnest($1::oid[]) o",
                             m_hypopg_schema),
                 {numbers.text()});
}

void Planner::limit_planning(std::optional<std::chrono::milliseconds> timeout) {
  m_wire.set_statement_timeout(timeout.value_or(m_plan_timeout));
}

void Planner::allow_genetic_planner(bool allowed) {
  m_wire.execute(allowed ? "reset geqo" : "set geqo = off");
}

}  // namespace selfopt::pg
