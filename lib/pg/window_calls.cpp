#include "pg/window_calls.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "pg/array_text.hpp"
#include "pg/session_query.hpp"
#include "pg/summed_pieces.hpp"
#include "pg/utc_text.hpp"

namespace selfopt::pg {
namespace {

enum class Others { told, left_out };

GroupCalls read_calls(const pqxx::row& row) {
  GroupCalls one;
  one.group = row[0].as<int>();
  one.measured.calls = row[1].as<std::int64_t>();
  one.measured.total_ms = row[2].as<double>();
  one.measured.first_seen = row[3].as<std::string>();
  one.measured.last_seen = row[4].as<std::string>();
  return one;
}

// The summed spans of the cover, with the time in which their calls were made: a snapshot may tell
// of longer than an hour.
std::string summed(const Cover& cover) {
  return fmt::format(R"((
  select s.* from {} join selfopt.summed_spans s
  on s.span_hours = span.hours and s.begins = span.begins) whole)",
                     spans_of(cover));
}

std::string ends_of_summed() {
  return fmt::format(
      "to_char(whole.first_call at time zone 'UTC', {0}), to_char(whole.last_call at time zone "
      "'UTC', {0}),"
      " whole.span_hours, extract(epoch from whole.begins)::bigint",
      k_utc_text);
}

// Logs and replays may give every row a time of its own, so rows of about the same time are summed
// up: a hundredth of the window is finer than any chart.
void add_rest(Session& session, const Cover& cover, double length_s, const std::string& hashes,
              const std::string& numbers, const std::string& condition,
              std::vector<GroupCalls>& calls) {
  const std::string sql = fmt::format(
      R"(
with m as (select one.* from {0} cross join lateral (
             select query_hash, calls, coalesce(since, "timestamp") as begin, "timestamp" as end,
                    coalesce(total_time_ms, execution_time_ms * calls) as total_ms
             from {1} and {2} {3} offset 0) one)
select coalesce(g.number, -1), sum(m.calls)::bigint, sum(m.total_ms),
       to_char(min(m.begin) at time zone 'UTC', {4}), to_char(max(m.end) at time zone 'UTC', {4})
from m left join unnest($2::text[], $3::int[]) g (query_hash, number) on g.query_hash = m.query_hash
group by 1, floor(extract(epoch from m.begin) * 100 / $1), floor(extract(epoch from m.end) * 100 / $1))",
      rest_of(cover), k_rows, k_in_rest, condition, k_utc_text);
  for (const auto& row : run(session, sql, length_s, hashes, numbers))
    calls.push_back(read_calls(row));
}

// The rows of the groups, span by span; what is left of a span are the others. Spans without calls
// have no ends.
void add_summed(Session& session, const Cover& cover, const std::string& hashes,
                const std::string& numbers, Others others, std::vector<GroupCalls>& calls) {
  const std::string sql = fmt::format(
      R"(
select g.number, sum(s.calls)::bigint, sum(s.total_ms), {0}
from unnest($1::text[], $2::int[]) g (query_hash, number) cross join {1}
cross join lateral (
  select calls, total_ms from selfopt.statement_sums
  where query_hash = g.query_hash and span_hours = whole.span_hours and begins = whole.begins
  offset 0) s
where whole.calls > 0
group by g.number, 4, 5, 6, 7)",
      ends_of_summed(), summed(cover));
  std::map<std::pair<int, std::int64_t>, WorkloadQuery> grouped;
  for (const auto& row : run(session, sql, hashes, numbers)) {
    calls.push_back(read_calls(row));
    WorkloadQuery& sum = grouped[{row[5].as<int>(), row[6].as<std::int64_t>()}];
    sum.calls += calls.back().measured.calls;
    sum.total_ms = sum.total_ms.value_or(0) + *calls.back().measured.total_ms;
  }
  if (others == Others::left_out) return;
  for (const auto& row :
       run(session, fmt::format("select -1, calls, total_ms, {} from {} where calls > 0",
                                ends_of_summed(), summed(cover)))) {
    GroupCalls rest = read_calls(row);
    const WorkloadQuery& sum = grouped[{row[5].as<int>(), row[6].as<std::int64_t>()}];
    rest.measured.calls -= sum.calls;
    rest.measured.total_ms = std::max(0.0, *rest.measured.total_ms - sum.total_ms.value_or(0));
    if (rest.measured.calls > 0) calls.push_back(std::move(rest));
  }
}

}  // namespace

std::vector<GroupCalls> group_calls(Session& session, const Cover& cover, double length_s,
                                    const std::vector<StatementGroup>& groups) {
  ArrayText hashes;
  ArrayText numbers;
  for (const StatementGroup& group : groups) {
    hashes.add(group.query_hash);
    numbers.add_number(group.group);
  }
  std::vector<GroupCalls> calls;
  if (!cover.spans.empty())
    add_summed(session, cover, hashes.text(), numbers.text(), Others::told, calls);
  add_rest(session, cover, length_s, hashes.text(), numbers.text(), {}, calls);
  return calls;
}

std::vector<GroupCalls> statement_calls(Session& session, const Window& window,
                                        const std::string& query_hash) {
  std::vector<GroupCalls> calls;
  if (!window.measured) return calls;
  ArrayText hashes;
  hashes.add(query_hash);
  const Cover cover = window.steps();
  if (!cover.spans.empty())
    add_summed(session, cover, hashes.text(), "{0}", Others::left_out, calls);
  add_rest(session, cover, window.to_s - window.from_s, hashes.text(), "{0}",
           "and query_hash = ($2::text[])[1]", calls);
  return calls;
}

}  // namespace selfopt::pg
