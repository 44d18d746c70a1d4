#include "pg/retention.hpp"

#include "pg/interval_text.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {

void remove_old_metrics(pqxx::transaction_base& transaction, std::chrono::milliseconds keep) {
  if (keep.count() == 0) return;
  const std::string age = interval_text(static_cast<double>(keep.count()));
  run(transaction,
      "delete from selfopt.performance_metrics where \"timestamp\" < now() - $1::interval", age);
  run(transaction, "delete from selfopt.snapshots where taken_at < now() - $1::interval", age);
  // Counters of statements that no snapshot has seen for long are of no use: they were thrown out.
  run(transaction, "delete from selfopt.statement_counters where seen_at < now() - $1::interval",
      age);
  // What is in a log that nobody has read for so long is itself too old to be kept.
  run(transaction, "delete from selfopt.log_files where read_at < now() - $1::interval", age);
}

}  // namespace selfopt::pg
