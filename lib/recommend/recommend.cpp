#include <algorithm>
#include <ctime>
#include <set>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/recommend.hpp>

#include "literals/literals.hpp"
#include "pg/catalog.hpp"
#include "pg/session.hpp"
#include "recommend/advice.hpp"
#include "recommend/candidate_pool.hpp"
#include "recommend/drops.hpp"
#include "recommend/heuristic.hpp"
#include "recommend/prepared_workload.hpp"
#include "recommend/search.hpp"
#include "recommend/selection.hpp"

namespace selfopt {
namespace {

using advisor::CandidatePool;
using advisor::PreparedWorkload;
using advisor::SelectionProblem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using whatif::CostOracle;
using whatif::IndexSet;

// Hands the statements to the oracle, with values for their parameters; those that it cannot plan
// move to `unsupported`.
void plan_all(CostOracle& oracle, const std::vector<literals::Filled>& texts,
              PreparedWorkload& workload) {
  std::vector<advisor::PreparedQuery> planned;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto& prepared = workload.queries[i];
    if (texts[i].error.empty() && oracle.add_query(texts[i].sql, texts[i].values)) {
      planned.push_back(std::move(prepared));
    } else {
      const std::string& reason = texts[i].error.empty() ? oracle.last_failure() : texts[i].error;
      workload.unsupported.push_back({prepared.query.query_hash, reason});
    }
  }
  workload.queries = std::move(planned);
}

std::vector<literals::Filled> fill(const Database& database, const PreparedWorkload& workload,
                                   const RecommendOptions& options) {
  constexpr std::uint64_t k_seed = 1;
  Workload queries;
  for (const auto& prepared : workload.queries)
    queries.push_back(prepared.query);
  literals::Filler filler(database,
                          milliseconds(static_cast<std::int64_t>(options.plan_timeout_ms)), k_seed);
  return filler.fill(queries);
}

void report_coverage(const Workload& workload, const std::vector<UnsupportedQuery>& unsupported) {
  std::set<std::string> left_out;
  for (const UnsupportedQuery& query : unsupported)
    left_out.insert(query.query_hash);
  literals::Coverage coverage;
  for (const WorkloadQuery& query : workload)
    coverage.add(query, !left_out.contains(query.query_hash));
  log::notice("{}", coverage.describe("planned"));
}

std::vector<double> weights_of(const PreparedWorkload& workload, CostOracle& oracle,
                               Weight weight) {
  std::vector<double> weights;
  for (int i = 0; i < oracle.query_count(); ++i) {
    const WorkloadQuery& query = workload.queries[static_cast<std::size_t>(i)].query;
    const double calls = static_cast<double>(query.calls);
    const double base = oracle.cost(i, {}).cost;
    const double time = query.total_ms.value_or(query.mean_ms.value_or(0) * calls);
    weights.push_back(weight == Weight::time && time > 0 && base > 0 ? time / base : calls);
  }
  return weights;
}

// Every index has to save at least its share, as if it cost that much to have.
std::vector<double> upkeep_of(CostOracle& oracle, const std::vector<double>& weights,
                              double min_benefit) {
  double whole = 0;
  for (int query = 0; query < oracle.query_count(); ++query)
    whole += weights[static_cast<std::size_t>(query)] * oracle.cost(query, {}).cost;
  return std::vector<double>(static_cast<std::size_t>(oracle.candidate_count()),
                             min_benefit * whole);
}

Recommendations advise(const Database& database, const Catalog& catalog, PreparedWorkload workload,
                       const RecommendOptions& options) {
  CostOracle oracle(database, milliseconds(static_cast<std::int64_t>(options.plan_timeout_ms)),
                    options.connections);
  plan_all(oracle, fill(database, workload, options), workload);
  log::debug("{} statements can be planned", oracle.query_count());
  CandidatePool candidates(oracle, catalog, options);
  for (int query = 0; query < oracle.query_count(); ++query)
    for (const auto& access : workload.queries[static_cast<std::size_t>(query)].accesses)
      candidates.add_for(query, access);
  const IndexSet pool = candidates.narrow();

  const std::vector<double> weights = weights_of(workload, oracle, options.weight);
  SelectionProblem problem(oracle, weights, candidates.sizes_bytes(),
                           upkeep_of(oracle, weights, options.min_benefit),
                           {options.budget_bytes, options.max_indexes});
  const auto deadline =
      steady_clock::now() + milliseconds(static_cast<std::int64_t>(options.time_limit_ms));
  advisor::Certified answer = advisor::Search(problem, pool).run(options.gap, deadline);
  answer.chosen = problem.evaluate(advisor::mend_wasteful_probes(problem, pool, answer.chosen.set));
  return advisor::make_advice(catalog, workload, problem, pool, answer);
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

}  // namespace

Recommendations recommend(const Database& database, const Workload& workload,
                          const RecommendOptions& options) {
  const auto start = steady_clock::now();
  if (workload.empty())
    throw Error(
        ErrorKind::input, "the workload is empty", {},
        "Give a .sql file, Workload lines, or a database whose statistics know statements.");
  Catalog catalog = read_catalog(database);
  add_scans_of_replicas(catalog, options.replicas);
  PreparedWorkload prepared = advisor::prepare_workload(workload, catalog);
  Recommendations advice =
      options.unverified ? advisor::advise_without_planner(catalog, std::move(prepared), options)
                         : advise(database, catalog, std::move(prepared), options);
  if (!options.unverified) report_coverage(workload, advice.unsupported);
  if (options.drops) add_drops(advice, catalog, options);
  advice.database = catalog.database;
  advice.server_version = catalog.server_version;
  advice.budget_bytes = options.budget_bytes;
  advice.generated_at = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  advice.elapsed_ms =
      std::chrono::duration<double, std::milli>(steady_clock::now() - start).count();
  return advice;
}

}  // namespace selfopt
