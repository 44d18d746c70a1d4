#include <algorithm>
#include <ctime>
#include <iterator>
#include <set>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <selfopt/compress.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/recommend.hpp>
#include <selfopt/units.hpp>

#include "literals/literals.hpp"
#include "pg/catalog.hpp"
#include "pg/session.hpp"
#include "recommend/adviser.hpp"
#include "recommend/drops.hpp"
#include "recommend/evidence.hpp"
#include "recommend/heuristic.hpp"
#include "recommend/statistics_advice.hpp"
#include "recommend/table_care.hpp"

namespace selfopt {
namespace {

bool has_time(const WorkloadQuery& query) {
  return query.total_ms || query.mean_ms;
}

using std::chrono::steady_clock;

void report_coverage(const Workload& workload, const std::vector<UnsupportedQuery>& unsupported) {
  std::set<std::string> left_out;
  for (const UnsupportedQuery& query : unsupported)
    left_out.insert(query.query_hash);
  literals::Coverage coverage;
  for (const WorkloadQuery& query : workload)
    coverage.add(query, !left_out.contains(query.query_hash));
  log::notice("{}", coverage.describe("planned"));
}

// The session ends at once: the search may take long, and needs it no more.
Catalog read_catalog(const Database& database) {
  pg::Session session(database);
  return pg::read_catalog(session);
}

// A replica has the same indexes and scans them for its own readers.
void add_scans_of_replicas(Catalog& catalog, const std::vector<Database>& replicas) {
  for (const Database& replica : replicas) {
    const Catalog theirs = read_catalog(replica);
    catalog.usage.days = std::min(catalog.usage.days, theirs.usage.days);
    for (Index& index : catalog.indexes)
      for (const Index& same : theirs.indexes)
        if (same.schema == index.schema && same.name == index.name) index.scans += same.scans;
  }
}

void add_drops(Recommendations& advice, const Catalog& catalog, const RecommendOptions& options) {
  advisor::DropAdvice found = advisor::advise_drops(catalog, options);
  for (Recommendation& drop : found.drops) {
    drop.cost_before = drop.cost_after = advice.cost_after;
    advice.recommendations.push_back(std::move(drop));
  }
  advice.rejected.insert(advice.rejected.end(), found.kept.begin(), found.kept.end());
}

// Advice for the tables themselves.
std::vector<Recommendation> care_for_tables(const Database& database, const Catalog& catalog,
                                            const advisor::PreparedWorkload& workload,
                                            const RecommendOptions& options) {
  std::vector<Recommendation> care = advisor::advise_care(catalog, workload);
  const std::chrono::milliseconds timeout(static_cast<std::int64_t>(options.plan_timeout_ms));
  std::ranges::move(advisor::advise_statistics(database, catalog, workload, timeout),
                    std::back_inserter(care));
  return care;
}

// First of all: the rest of the advice is as good as the statistics.
void add_care(Recommendations& advice, std::vector<Recommendation> care) {
  for (Recommendation& one : care)
    one.cost_before = one.cost_after = advice.cost_after;
  advice.recommendations.insert(advice.recommendations.begin(),
                                std::make_move_iterator(care.begin()),
                                std::make_move_iterator(care.end()));
}

void demand_statements(const Workload& workload) {
  if (workload.empty())
    throw Error(
        ErrorKind::input, "the workload is empty", {},
        "Give a .sql file, Workload lines, or a database whose statistics know statements.");
}

// Statements of one form count once anyway; what is still too many is represented by a few.
Workload few_of(const Workload& workload, const RecommendOptions& options,
                std::optional<Represented>& represented) {
  std::set<std::string> hashes;
  for (const WorkloadQuery& query : workload)
    hashes.insert(query.query_hash);
  if (options.max_statements <= 0 || std::ssize(hashes) <= options.max_statements) return workload;
  CompressOptions compression;
  compression.representatives = options.max_statements;
  compression.weight = std::ranges::any_of(workload, has_time) ? Weight::time : Weight::calls;
  CompressedWorkload few = compress(workload, compression);
  represented = {few.statements, few.error};
  log::notice("{} statements are represented by {}, from which they differ by {:.1f} % on average",
              few.statements, few.representatives.size(), few.error * 100);
  if (few.unparsed > 0)
    log::warning("{} not parse and {} left out",
                 counted(few.unparsed, "statement does", "statements do"),
                 few.unparsed == 1 ? "is" : "are");
  return std::move(few.representatives);
}

std::string now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

double ms_since(steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(steady_clock::now() - start).count();
}

}  // namespace

Recommendations recommend(const Database& database, const Workload& all,
                          const RecommendOptions& options) {
  const auto start = steady_clock::now();
  demand_statements(all);
  std::optional<Represented> represented;
  const Workload workload = few_of(all, options, represented);
  Catalog catalog = read_catalog(database);
  add_scans_of_replicas(catalog, options.replicas);
  advisor::PreparedWorkload prepared = advisor::prepare_workload(workload, catalog);
  std::vector<Recommendation> care = care_for_tables(database, catalog, prepared, options);
  Recommendations advice =
      options.unverified
          ? advisor::advise_without_planner(catalog, std::move(prepared), options)
          : advisor::Adviser(database, catalog, std::move(prepared), options).recommend();
  if (!options.unverified) report_coverage(workload, advice.unsupported);
  if (advice.interrupted_by == 0)
    advisor::rate_confidence(database, catalog, workload, options.model, advice);
  if (options.drops) add_drops(advice, catalog, options);
  add_care(advice, std::move(care));
  advice.represented = represented;
  advice.database = catalog.database;
  advice.server_version = catalog.server_version;
  advice.budget_bytes = options.budget_bytes;
  advice.generated_at = now();
  advice.elapsed_ms = ms_since(start);
  return advice;
}

QueryExplanation explain_advice(const Database& database, const Workload& workload,
                                const RecommendOptions& options, const std::string& query_hash) {
  demand_statements(workload);
  const Catalog catalog = read_catalog(database);
  return advisor::Adviser(database, catalog, advisor::prepare_workload(workload, catalog), options)
      .explain(query_hash);
}

BudgetCurve budget_curve(const Database& database, const Workload& all,
                         const RecommendOptions& options) {
  const auto start = steady_clock::now();
  demand_statements(all);
  std::optional<Represented> represented;
  const Workload workload = few_of(all, options, represented);
  const Catalog catalog = read_catalog(database);
  advisor::Adviser adviser(database, catalog, advisor::prepare_workload(workload, catalog),
                           options);
  report_coverage(workload, adviser.unsupported());
  BudgetCurve curve = adviser.curve();
  curve.database = catalog.database;
  curve.generated_at = now();
  curve.elapsed_ms = ms_since(start);
  return curve;
}

}  // namespace selfopt
