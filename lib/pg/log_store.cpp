#include "pg/log_store.hpp"

#include <selfopt/error.hpp>

#include "pg/array_text.hpp"
#include "pg/insert_metrics.hpp"
#include "pg/metrics_sums.hpp"
#include "pg/retention.hpp"
#include "pg/schema.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

std::vector<LogPosition> read_positions(pqxx::transaction_base& transaction) {
  std::vector<LogPosition> positions;
  for (const auto& row : run(transaction,
                             "select head_hash, content_hash, \"position\", file"
                             " from selfopt.log_files order by head_hash, content_hash"))
    positions.push_back({row[0].as<std::string>(), row[1].as<std::string>(),
                         row[2].as<std::int64_t>(), row[3].as<std::string>()});
  return positions;
}

void replace_position(pqxx::transaction_base& transaction, const LogPosition& log,
                      const std::string& continued_hash) {
  if (!continued_hash.empty())
    run(transaction, "delete from selfopt.log_files where head_hash = $1 and content_hash = $2",
        log.head_hash, continued_hash);
  run(transaction,
      "insert into selfopt.log_files (head_hash, content_hash, \"position\", file)"
      " values ($1, $2, $3, $4) on conflict (head_hash, content_hash) do update"
      " set file = excluded.file, read_at = now()",
      log.head_hash, log.content_hash, log.position, log.file);
}

}  // namespace

std::vector<LogPosition> read_log_positions(Session& session) try {
  ensure_schema(session);
  std::vector<LogPosition> positions;
  in_transaction(session,
                 [&](pqxx::work& transaction) { positions = read_positions(transaction); });
  return positions;
} catch (const Error& error) {
  throw with_grants(error, session, SchemaUse::write);
}

void store_logs(Session& session, const Workload& queries, const std::vector<LogPosition>& known,
                const std::vector<CountedLog>& now, std::chrono::milliseconds keep) {
  in_transaction(session, [&](pqxx::work& transaction) {
    run(transaction, "lock table selfopt.log_files in share row exclusive mode");
    if (read_positions(transaction) != known)
      throw Error(ErrorKind::busy, "another selfopt has stored logs meanwhile", {},
                  "Run the command again.");
    insert_past_metrics(transaction, "log", queries);
    for (const CountedLog& log : now)
      replace_position(transaction, log.position, log.continued_hash);
  });
  sum_up_metrics(session);
  remove_old_records(session, keep);
}

}  // namespace selfopt::pg
