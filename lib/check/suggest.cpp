#include <algorithm>

#include <selfopt/check.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/recommend.hpp>

namespace selfopt {
namespace {

Workload regressed(const Findings& findings) {
  Workload workload;
  for (const CheckedQuery& query : findings.queries) {
    if (query.outcome != Outcome::regressed) continue;
    WorkloadQuery one;
    one.query_hash = query.query_hash;
    one.sql = query.sql;
    one.params = query.after.params;
    workload.push_back(std::move(one));
  }
  return workload;
}

void note(const Recommendation& advice, Findings& findings) {
  for (CheckedQuery& query : findings.queries) {
    const bool helped = std::ranges::find(advice.queries, query.query_hash,
                                          &QueryCost::query_hash) != advice.queries.end();
    if (query.outcome != Outcome::regressed || !helped) continue;
    query.suggestion += (query.suggestion.empty() ? "" : "; ") + advice.ddl;
  }
}

}  // namespace

void suggest_repairs(const Database& database, Findings& findings) {
  const Workload workload = regressed(findings);
  if (workload.empty()) return;
  RecommendOptions options;
  options.drops = false;
  try {
    for (const Recommendation& advice : recommend(database, workload, options).recommendations)
      note(advice, findings);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::refused) throw;
    log::warning("no index is suggested: {}", error.message());
  }
}

}  // namespace selfopt
