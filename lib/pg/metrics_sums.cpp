#include "pg/metrics_sums.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "pg/session_query.hpp"
#include "pg/summed_pieces.hpp"
#include "pg/sums_lock.hpp"

namespace selfopt::pg {
namespace {

constexpr std::int64_t k_hour_s = 3600;

// The windows that are looked at every day are kept as a whole, and so is what of them will still
// be in the next: that makes a day, a week and a month a matter of a few rows a statement at any
// time.
struct WholeWindow {
  int hours;
  int step_hours;
};
constexpr std::array<WholeWindow, 3> k_whole_windows{{{24, 1}, {168, 6}, {720, 24}}};

std::int64_t step_before(double at_s, int step_hours) {
  const std::int64_t step_s = k_hour_s * step_hours;
  return static_cast<std::int64_t>(std::floor(at_s / static_cast<double>(step_s))) * step_s;
}

std::int64_t begin_of(const WholeWindow& window, double now_s) {
  return step_before(now_s - static_cast<double>(k_hour_s * window.hours), window.step_hours);
}

void add_level(const SumLevel& level, double first_s, double now_s,
               std::vector<SummedSpan>& wanted) {
  const std::int64_t length_s = k_hour_s * level.hours;
  for (SummedSpan span{level.hours, step_before(now_s, level.hours) - length_s};
       static_cast<double>(span.ends_s()) > first_s && is_kept(span, now_s);
       span.begins_s -= length_s)
    wanted.push_back(span);
}

constexpr const char* k_insert_statements = R"(
insert into selfopt.statement_sums (span_hours, begins, query_hash, calls, total_ms, max_ms, rows,
  calls_with_rows, cpu_ms, calls_with_cpu, peak_memory_bytes, source)
select $1, pg_catalog.to_timestamp($2), query_hash, sum(calls), sum(total_ms), max(max_ms), sum(rows),
  sum(calls_with_rows), sum(cpu_ms), sum(calls_with_cpu), max(peak_memory_bytes),
  case when min(source) = max(source) then min(source) else '' end
from ({}) pieces group by query_hash order by query_hash)";

constexpr const char* k_insert_span = R"(
with slots as (
  select round(ln(greatest(time_ms, 1e-6::float8)) / ln({})) as slot, sum(calls)::bigint as calls
  from ({}) times group by 1 order by 1)
insert into selfopt.summed_spans (span_hours, begins, calls, total_ms, max_ms, cpu_ms,
  peak_memory_bytes, first_call, last_call, time_slots, slot_calls)
select $1, pg_catalog.to_timestamp($2), coalesce(sum(calls), 0), coalesce(sum(total_ms), 0), max(max_ms),
  sum(cpu_ms), max(peak_memory_bytes), min(first_call), max(last_call), array(select slot::int from slots),
  array(select calls from slots)
from ({}) pieces)";

void remove(pqxx::transaction_base& transaction, const SummedSpan& span) {
  for (const char* table : {"summed_spans", "statement_sums"})
    run(transaction,
        fmt::format("delete from selfopt.{} where span_hours = $1"
                    " and begins = pg_catalog.to_timestamp($2)",
                    table),
        span.hours, span.begins_s);
}

// \returns false if somebody is adding measurements, or summing up, just now
bool sum_up(Session& session, const SummedSpan& span, const std::vector<SummedSpan>& known) {
  bool mine = false;
  const Cover parts = cover(known, static_cast<double>(span.begins_s),
                            static_cast<double>(span.ends_s()), span.hours);
  in_transaction(session, [&](pqxx::work& transaction) {
    mine = try_to_lock_sums(transaction);
    if (!mine) return;
    // Who adds measurements waits no longer than for any lock.
    run(transaction, "set local statement_timeout = '4s'");
    run(transaction, "set local jit = off");
    remove(transaction, span);
    run(transaction, fmt::format(k_insert_statements, statement_pieces(parts)), span.hours,
        span.begins_s);
    run(transaction,
        fmt::format(k_insert_span, k_slot_width, time_pieces(parts), total_pieces(parts)),
        span.hours, span.begins_s);
  });
  return mine;
}

void remove_useless(Session& session, double now_s) {
  in_transaction(session, [&](pqxx::work& transaction) {
    for (const auto& row : run(transaction,
                               "select span_hours, extract(epoch from begins)::bigint"
                               " from selfopt.summed_spans")) {
      const SummedSpan span{row[0].as<int>(), row[1].as<std::int64_t>()};
      if (!is_kept(span, now_s)) remove(transaction, span);
    }
  });
}

void sum_up_due(Session& session, std::chrono::milliseconds at_most) {
  const auto begun = std::chrono::steady_clock::now();
  const auto row = run(session,
                       "select extract(epoch from now())::float8,"
                       " extract(epoch from min(\"timestamp\"))::float8"
                       " from selfopt.performance_metrics")[0];
  if (row[1].is_null()) return;
  const double now_s = row[0].as<double>();
  remove_useless(session, now_s);
  std::vector<SummedSpan> known = known_spans(session);
  for (const SummedSpan& span : spans_due(known, row[1].as<double>(), now_s)) {
    if (std::chrono::steady_clock::now() - begun > at_most) return;
    if (!sum_up(session, span, known)) return;
    known.push_back(span);
  }
}

}  // namespace

bool is_kept(const SummedSpan& span, double now_s) {
  for (const WholeWindow& window : k_whole_windows)
    if ((span.hours == window.hours || span.hours == window.hours - window.step_hours) &&
        span.begins_s >= begin_of(window, now_s))
      return true;
  const auto level = std::ranges::find(k_sum_levels, span.hours, &SumLevel::hours);
  if (level == k_sum_levels.end() || span.begins_s % (k_hour_s * span.hours) != 0) return false;
  return level->kept_hours == 0 || static_cast<double>(span.begins_s) >=
                                       now_s - static_cast<double>(k_hour_s * level->kept_hours);
}

std::vector<SummedSpan> spans_due(const std::vector<SummedSpan>& known, double first_s,
                                  double now_s) {
  std::vector<SummedSpan> wanted;
  for (const SumLevel& level : k_sum_levels)
    add_level(level, first_s, now_s, wanted);
  for (const WholeWindow& window : k_whole_windows) {
    const std::int64_t step_s = k_hour_s * window.step_hours;
    const std::int64_t begins_s = begin_of(window, now_s);
    // What is younger than the window is a few spans anyway.
    if (static_cast<double>(begins_s + step_s) < first_s) continue;
    wanted.push_back({window.hours - window.step_hours, begins_s + step_s});
    wanted.push_back({window.hours, begins_s});
  }
  std::erase_if(wanted, [&](const SummedSpan& span) {
    return std::ranges::find(known, span) != known.end();
  });
  return wanted;
}

void sum_up_metrics(Session& session, std::chrono::milliseconds at_most) {
  try {
    sum_up_due(session, at_most);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    log::debug("measurements could not be summed up: {}", error.message());
  }
}

}  // namespace selfopt::pg
