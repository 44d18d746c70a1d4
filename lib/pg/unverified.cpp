#include "pg/unverified.hpp"

#include "pg/array_text.hpp"
#include "pg/ledger.hpp"
#include "pg/session_query.hpp"
#include "pg/text_array.hpp"

namespace selfopt::pg {
namespace {

std::string texts_or_nulls(const std::vector<std::optional<std::string>>& values) {
  ArrayText text;
  for (const auto& value : values)
    if (value)
      text.add(*value);
    else
      text.add_null();
  return text.text();
}

std::string numbers(const std::vector<double>& values) {
  ArrayText text;
  for (const double value : values)
    text.add_number(value);
  return text.text();
}

StatementBefore read_statement(const pqxx::row& row) {
  StatementBefore one;
  one.query_hash = row["query_hash"].as<std::string>();
  one.sql = row["query_text"].as<std::string>();
  one.values = text_array_with_nulls(row["parameters"]);
  one.calls = row["calls"].as<double>();
  one.guessed = row["guessed"].as<bool>();
  one.tables = text_array(row["tables"]);
  one.statistics = row["statistics"].as<std::string>();
  one.plan_hash = row["plan_hash"].as<std::string>();
  one.used_indexes = text_array(row["indexes"]);
  for (const std::string& sample : text_array(row["samples"]))
    one.samples.push_back(std::stod(sample));
  return one;
}

}  // namespace

void store_before(Session& session, std::int64_t action, const Unverified& judged_by) {
  if (judged_by.statements.empty()) return;
  in_transaction(session, [&](pqxx::work& transaction) {
    for (const StatementBefore& one : judged_by.statements)
      run(transaction,
          "insert into selfopt.unverified (action_id, query_hash, query_text, parameters, calls,"
          " guessed, tables, statistics, plan_hash, indexes, samples) values ($1, $2, $3,"
          " $4::text[], $5, $6, $7::text[], $8, $9, $10::text[], $11::float8[])",
          action, one.query_hash, one.sql, texts_or_nulls(one.values), one.calls, one.guessed,
          array_text(one.tables), one.statistics, one.plan_hash, array_text(one.used_indexes),
          numbers(one.samples));
    run(transaction,
        "update selfopt.actions set verified_by = $2, verdict = 'pending' where id = $1", action,
        judged_by.method);
  });
}

void forget_before(Session& session, std::int64_t action) {
  in_transaction(session, [&](pqxx::work& transaction) {
    run(transaction, "delete from selfopt.unverified where action_id = $1", action);
    run(transaction,
        "update selfopt.actions set verified_by = null, verdict = null"
        " where id = $1 and verdict = 'pending'",
        action);
  });
}

std::map<std::int64_t, Unverified> read_unverified(Session& session) {
  std::map<std::int64_t, Unverified> found;
  for (const auto& row : run(session, R"(
    select a.id, a.verified_by, a.started_at < now() - interval '1 day' as too_late, u.*
    from selfopt.unverified u join selfopt.actions a on a.id = u.action_id
    where a.state = 'done' order by a.id, u.id)")) {
    Unverified& one = found[row["action_id"].as<std::int64_t>()];
    one.method = row["verified_by"].as<std::string>("");
    one.too_late = row["too_late"].as<bool>();
    one.statements.push_back(read_statement(row));
  }
  return found;
}

bool has_unfinished(Session& session) {
  return has_ledger(session) &&
         run(session,
             "select exists (select from selfopt.actions"
             "  where state in ('intended', 'undoing', 'reverting'))"
             " or exists (select from selfopt.unverified u join selfopt.actions a"
             "  on a.id = u.action_id where a.state = 'done')")[0][0]
             .as<bool>();
}

}  // namespace selfopt::pg
