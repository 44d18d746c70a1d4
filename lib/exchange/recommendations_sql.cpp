#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/recommendations.hpp>
#include <selfopt/units.hpp>

namespace selfopt {
namespace {

bool is_about_index(RecommendationKind kind) {
  return kind == RecommendationKind::create_index || kind == RecommendationKind::drop_index ||
         kind == RecommendationKind::reindex;
}

// A line break inside a comment would end it.
std::string one_line(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r') c = ' ';
  return text;
}

std::string head(const Recommendations& advice) {
  std::string out = fmt::format(
      "-- Advice of selfopt for database {}, {}.\n"
      "-- {} statements, cost {:.0f} before, {:.0f} after; {} of indexes.\n"
      "-- CONCURRENTLY does not work inside a transaction: run with psql -f, without -1.\n",
      one_line(advice.database), advice.generated_at, advice.queries, advice.cost_before,
      advice.cost_after, format_bytes(advice.used_bytes));
  if (advice.clone)
    out += fmt::format("-- Planned on a clone, by PostgreSQL {}.\n",
                       advice.clone->server_version / 10000);
  return out;
}

}  // namespace

std::string concurrent_ddl(const std::string& ddl) {
  std::string lower = ddl;
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  for (const std::string begin : {"create index ", "drop index ", "reindex index "}) {
    if (!lower.starts_with(begin)) continue;
    const std::string rest = ddl.substr(begin.size());
    const bool said_already = lower.substr(begin.size()).starts_with("concurrently ");
    return begin + (said_already ? "" : "concurrently ") + rest;
  }
  throw Error(ErrorKind::input,
              fmt::format("expected CREATE INDEX or DROP INDEX, but found: {}", one_line(ddl)));
}

std::string to_sql(const Recommendations& advice) {
  std::string out = head(advice);
  for (const Recommendation& one : advice.recommendations) {
    const bool about_index = is_about_index(one.kind);
    out += fmt::format("\n-- {}: {}", one.id, one_line(one.reason));
    const bool about_view = one.kind == RecommendationKind::create_materialized_view;
    if (about_index || about_view)
      out += fmt::format(" ({}{})", format_bytes(one.size_bytes),
                         one.verified ? "" : ", not verified");
    for (const QueryCost& query : one.queries)
      if (!query.plan_change.empty())
        out += fmt::format("\n--   {}: {}", query.query_hash, one_line(query.plan_change));
    for (const QueryCost& query : one.queries)
      if (!query.rewritten.empty())
        out += fmt::format("\n--   {} becomes: {}", query.query_hash, one_line(query.rewritten));
    if (one.runner_up)
      out += fmt::format("\n--   next best {}: {}", one_line(one.runner_up->index),
                         one_line(one.runner_up->reason));
    // A view is of no use before somebody rewrites the statement; CLUSTER locks out all readers,
    // and rows that move between nodes all writers.
    if (about_view || one.kind == RecommendationKind::cluster ||
        one.kind == RecommendationKind::distribute) {
      out += fmt::format("\n-- {};\n", one_line(one.ddl));
      continue;
    }
    out += "\n" + (about_index ? concurrent_ddl(one.ddl) : one.ddl) + ";\n";
    // Statistics are empty until then.
    if (one.kind == RecommendationKind::create_statistics) out += "analyze " + one.table + ";\n";
    if (!one.undo_ddl.empty())
      out += fmt::format("-- to take it back: {};\n", one_line(one.undo_ddl));
  }
  return out;
}

}  // namespace selfopt
