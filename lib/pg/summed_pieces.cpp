#include "pg/summed_pieces.hpp"

#include <fmt/format.h>

#include "pg/array_text.hpp"

namespace selfopt::pg {
namespace {

constexpr const char* k_in_span = "span_hours = span.hours and begins = span.begins";

// "offset 0" keeps the server from joining what it should look up: it cannot know how little is
// asked for. Older tables, or none that may be read, have no sums, so they are not named then.
std::string pieces(const Cover& cover, const std::string& of_span, const std::string& of_rest) {
  const std::string rest =
      fmt::format("select m.* from {} cross join lateral ({} offset 0) m", rest_of(cover), of_rest);
  if (cover.spans.empty()) return rest;
  return fmt::format("select s.* from {} cross join lateral ({} offset 0) s\nunion all\n{}",
                     spans_of(cover), of_span, rest);
}

}  // namespace

std::string spans_of(const Cover& cover) {
  ArrayText hours;
  ArrayText begins;
  for (const SummedSpan& span : cover.spans) {
    hours.add_number(span.hours);
    begins.add_number(span.begins_s);
  }
  return fmt::format(
      "(select hours, pg_catalog.to_timestamp(at) as begins"
      " from unnest('{}'::smallint[], '{}'::float8[]) as one (hours, at)) span",
      hours.text(), begins.text());
}

std::string rest_of(const Cover& cover) {
  ArrayText from;
  ArrayText to;
  for (const Cover::Rest& rest : cover.rest) {
    from.add_number(rest.from_s);
    to.add_number(rest.to_s);
  }
  return fmt::format(
      "(select pg_catalog.to_timestamp(a) as begins, pg_catalog.to_timestamp(z) as ends"
      " from unnest('{}'::float8[], '{}'::float8[]) as one (a, z)) rest",
      from.text(), to.text());
}

std::string statement_pieces(const Cover& cover, const std::string& condition) {
  return pieces(cover,
                fmt::format(R"(
  select query_hash, calls, total_ms, max_ms, rows, calls_with_rows, cpu_ms, calls_with_cpu,
         peak_memory_bytes, source
  from selfopt.statement_sums where {} {})",
                            k_in_span, condition),
                fmt::format(R"(
  select query_hash, calls, coalesce(total_time_ms, execution_time_ms * calls) as total_ms,
         greatest(max_time_ms, execution_time_ms) as max_ms, rows * calls as rows,
         case when rows is not null then calls end as calls_with_rows, cpu_usage * calls as cpu_ms,
         case when cpu_usage is not null then calls end as calls_with_cpu,
         memory_usage as peak_memory_bytes, source
  from {} and {} {})",
                            k_rows, k_in_rest, condition));
}

std::string total_pieces(const Cover& cover) {
  return pieces(cover,
                fmt::format(R"(
  select calls, total_ms, max_ms, cpu_ms, peak_memory_bytes, first_call, last_call
  from selfopt.summed_spans where {})",
                            k_in_span),
                fmt::format(R"(
  select calls, coalesce(total_time_ms, execution_time_ms * calls) as total_ms,
         greatest(max_time_ms, execution_time_ms) as max_ms, cpu_usage * calls as cpu_ms,
         memory_usage as peak_memory_bytes, coalesce(since, "timestamp") as first_call,
         "timestamp" as last_call
  from {} and {})",
                            k_rows, k_in_rest));
}

std::string time_pieces(const Cover& cover) {
  return pieces(
      cover,
      fmt::format(R"(
  select power({}, slot) as time_ms, slots.calls
  from selfopt.summed_spans, unnest(time_slots, slot_calls) as slots (slot, calls)
  where {})",
                  k_slot_width, k_in_span),
      fmt::format("select execution_time_ms as time_ms, calls from {} and {}", k_rows, k_in_rest));
}

}  // namespace selfopt::pg
