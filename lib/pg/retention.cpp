#include "pg/retention.hpp"

#include <fmt/format.h>

#include "pg/session_query.hpp"

namespace selfopt::pg {

void remove_old_metrics(pqxx::transaction_base& transaction, std::chrono::milliseconds keep) {
  if (keep.count() == 0) return;
  const std::string age = fmt::format("{} milliseconds", keep.count());
  run(transaction,
      "delete from selfopt.performance_metrics where \"timestamp\" < now() - $1::interval", age);
  // A day may be summed up whose first hours are too old by now.
  run(transaction, R"(
with gone as (delete from selfopt.summed_spans
              where begins < now() - $1::interval - interval '25 hours' returning span_hours, begins)
delete from selfopt.statement_sums s using gone
where s.span_hours = gone.span_hours and s.begins = gone.begins)",
      age);
  run(transaction, "delete from selfopt.snapshots where taken_at < now() - $1::interval", age);
  // Counters of statements that no snapshot has seen for long are of no use: they were thrown out.
  run(transaction, "delete from selfopt.statement_counters where seen_at < now() - $1::interval",
      age);
  // What is in a log that nobody has read for so long is itself too old to be kept.
  run(transaction, "delete from selfopt.log_files where read_at < now() - $1::interval", age);
}

}  // namespace selfopt::pg
