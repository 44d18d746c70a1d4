#include "pg/watch_store.hpp"

#include "pg/array_text.hpp"
#include "pg/lock_holder.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {

// Not the lock of apply: that is taken for the time of the changes only, so that a person can make
// some, too. An idle session with such a lock holds up no build.
bool try_watch_lock(Session& session) {
  run(session, k_notice_lost_client);
  return run(session,
             "select pg_catalog.pg_try_advisory_lock("
             "pg_catalog.hashtext('selfopt watch'), pg_catalog.hashtext(current_database()))")[0][0]
      .as<bool>();
}

void store_status(Session& session, const std::string& json) {
  run(session,
      "insert into selfopt.status (database_name, document) values (current_database(), $1::jsonb)"
      " on conflict (database_name) do update"
      " set document = excluded.document, updated_at = now()",
      json);
}

std::map<std::string, std::int64_t> store_recommendations(Session& session,
                                                          const Recommendations& advice) {
  ArrayText ids, kinds, tables, names, statements, confidences, benefits, sizes, reasons;
  for (const Recommendation& one : advice.recommendations) {
    ids.add(one.id);
    kinds.add(to_string(one.kind));
    tables.add(one.table);
    names.add(one.name);
    statements.add(one.ddl);
    confidences.add(one.confidence);
    benefits.add_number(one.benefit);
    sizes.add_number(one.size_bytes);
    reasons.add(one.reason);
  }
  std::map<std::string, std::int64_t> seen;
  in_transaction(session, [&](pqxx::work& transaction) {
    run(transaction,
        "delete from selfopt.recommendations where not recommendation_id = any ($1::text[])",
        ids.text());
    for (const auto& row :
         run(transaction, R"(
      insert into selfopt.recommendations as r (recommendation_id, kind, table_name, index_name,
             ddl, confidence, benefit, size_bytes, reason)
      select distinct on (n.id) n.* from unnest($1::text[], $2::text[], $3::text[], $4::text[],
             $5::text[], $6::float8[], $7::float8[], $8::bigint[], $9::text[])
             n (id, kind, table_name, index_name, ddl, confidence, benefit, size_bytes, reason)
      on conflict (recommendation_id) do update
        set last_advised = now(), times = r.times + 1, confidence = excluded.confidence,
            benefit = excluded.benefit, size_bytes = excluded.size_bytes, reason = excluded.reason
      returning recommendation_id, times)",
             ids.text(), kinds.text(), tables.text(), names.text(), statements.text(),
             confidences.text(), benefits.text(), sizes.text(), reasons.text()))
      seen[row[0].as<std::string>()] = row[1].as<std::int64_t>();
  });
  return seen;
}

std::string database_name(Session& session) {
  return run(session, "select current_database()")[0][0].as<std::string>();
}

}  // namespace selfopt::pg
