#include <algorithm>
#include <ctime>
#include <iterator>
#include <set>
#include <string_view>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <selfopt/compress.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/recommend.hpp>
#include <selfopt/units.hpp>

#include "literals/literals.hpp"
#include "pg/catalog.hpp"
#include "pg/distribution.hpp"
#include "pg/engine.hpp"
#include "pg/node_versions.hpp"
#include "pg/routing.hpp"
#include "pg/session.hpp"
#include "recommend/adviser.hpp"
#include "recommend/distribution_advice.hpp"
#include "recommend/evidence.hpp"
#include "recommend/existing_indexes.hpp"
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

// What would be wrong on this engine is not advised; what is not seen there is said.
void look_at_engine(pg::Session& session, const RecommendOptions& options) {
  const pg::Engine engine = pg::read_engine(session);
  if (!engine.unsupported.empty()) throw Error(ErrorKind::refused, engine.unsupported);
  if (!engine.no_what_if.empty() && !options.unverified)
    throw Error(ErrorKind::refused, engine.no_what_if, {},
                "--unverified gives advice that no planner has confirmed.");
  if (!engine.remark.empty()) log::warning("{}", engine.remark);
}

// What Citus keeps is known when every node that holds a part of it has been asked.
void look_at_nodes(Catalog& catalog, const Database& database) {
  if (catalog.distribution.empty()) return;
  if (!catalog.distribution.coordinator)
    throw Error(ErrorKind::refused, "this is a worker of a Citus cluster", {},
                "Connect to its coordinator, which knows all nodes.");
  const std::vector<pg::UnseenNode> unseen = pg::see_nodes(catalog, database);
  for (const pg::UnseenNode& node : unseen)
    log::warning("node {} was not asked, so what it holds gets no advice: {}", node.name,
                 node.reason);
  // Who is not there is not asked again; who refused may have another version.
  Distribution there = catalog.distribution;
  std::erase_if(there.nodes, [&](const CitusNode& node) {
    const auto away = std::ranges::find(unseen, node.name(), &pg::UnseenNode::name);
    return away != unseen.end() && away->reason.starts_with("could not connect");
  });
  for (const std::string& difference : pg::version_differences(there, database))
    log::warning("{}", difference);
}

// The session ends at once: the search may take long, and needs it no more.
Catalog read_catalog(const Database& database, const RecommendOptions& options) {
  pg::Session session(database);
  look_at_engine(session, options);
  Catalog catalog = pg::read_catalog(session);
  look_at_nodes(catalog, database);
  return catalog;
}

// A replica has the same indexes and scans them for its own readers.
void add_scans_of_replicas(Catalog& catalog, const std::vector<Database>& replicas) {
  for (const Database& replica : replicas) {
    pg::Session session(replica);
    const Catalog theirs = pg::read_catalog(session);
    catalog.usage.days = std::min(catalog.usage.days, theirs.usage.days);
    for (Index& index : catalog.indexes)
      for (const Index& same : theirs.indexes)
        if (same.schema == index.schema && same.name == index.name) index.scans += same.scans;
  }
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

advisor::DistributionAdvice judge_distribution(const Database& database, const Catalog& catalog,
                                               const advisor::PreparedWorkload& workload) {
  if (catalog.distribution.empty()) return {};
  pg::Session session(database);
  return advisor::advise_distribution(catalog, workload, pg::read_routing(session));
}

// How tables lie on the nodes of a cluster matters more than any index.
void add_distribution(Recommendations& advice, advisor::DistributionAdvice distribution) {
  std::ranges::move(distribution.rejected, std::back_inserter(advice.rejected));
  add_care(advice, std::move(distribution.recommendations));
}

void demand_statements(const Workload& workload) {
  if (workload.empty())
    throw Error(
        ErrorKind::input, "the workload is empty", {},
        "Give a .sql file, Workload lines, or a database whose statistics know statements.");
}

// Statements of one form count once anyway; what is still too many is represented by a few.
// Returns the workload itself if it is small, else the few, which are kept in `few_kept`.
const Workload& few_of(const Workload& workload, const RecommendOptions& options,
                       Workload& few_kept, std::optional<Represented>& represented) {
  std::set<std::string_view> hashes;
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
  few_kept = std::move(few.representatives);
  return few_kept;
}

// The advice is for the few; the statement that is asked about has to be among them, if only as one
// that weighs next to nothing: what it weighs is in its representative already.
Workload with_statement(const Workload& few, const Workload& all, const std::string& query_hash) {
  Workload with = few;
  if (std::ranges::count(few, query_hash, &WorkloadQuery::query_hash) > 0) return with;
  const auto asked = std::ranges::find(all, query_hash, &WorkloadQuery::query_hash);
  if (asked == all.end()) return with;
  with.push_back(*asked);
  with.back().calls = 0;
  with.back().total_ms.reset();
  with.back().mean_ms.reset();
  return with;
}

const Database& planner_of(const Database& database, const RecommendOptions& options) {
  return options.clone == nullptr ? database : options.clone->database;
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
  Workload few;
  const Workload& workload = few_of(all, options, few, represented);
  Catalog catalog = read_catalog(database, options);
  add_scans_of_replicas(catalog, options.replicas);
  advisor::PreparedWorkload prepared = advisor::prepare_workload(workload, catalog);
  prepared.represents_others = represented.has_value();
  std::vector<Recommendation> care = care_for_tables(database, catalog, prepared, options);
  advisor::DistributionAdvice distribution = judge_distribution(database, catalog, prepared);
  Recommendations advice =
      options.unverified
          ? advisor::advise_without_planner(catalog, prepared, options)
          : advisor::Adviser(planner_of(database, options), catalog, std::move(prepared), options)
                .recommend();
  if (!options.unverified) report_coverage(workload, advice.unsupported);
  if (advice.interrupted_by == 0)
    advisor::rate_confidence(database, catalog, workload, options.model, advice);
  if (options.drops) advisor::judge_existing(advice, database, catalog, options);
  add_distribution(advice, std::move(distribution));
  add_care(advice, std::move(care));
  advice.represented = represented;
  if (options.clone != nullptr) advice.clone = options.clone->about;
  advice.database = catalog.database;
  advice.server_version = catalog.server_version;
  advice.budget_bytes = options.budget_bytes;
  advice.generated_at = now();
  advice.elapsed_ms = ms_since(start);
  return advice;
}

QueryExplanation explain_advice(const Database& database, const Workload& all,
                                const RecommendOptions& options, const std::string& query_hash) {
  demand_statements(all);
  std::optional<Represented> represented;
  Workload few;
  const Workload& representatives = few_of(all, options, few, represented);
  const Workload workload = with_statement(representatives, all, query_hash);
  const Catalog catalog = read_catalog(database, options);
  return advisor::Adviser(planner_of(database, options), catalog,
                          advisor::prepare_workload(workload, catalog), options)
      .explain(query_hash);
}

BudgetCurve budget_curve(const Database& database, const Workload& all,
                         const RecommendOptions& options) {
  const auto start = steady_clock::now();
  demand_statements(all);
  std::optional<Represented> represented;
  Workload few;
  const Workload& workload = few_of(all, options, few, represented);
  const Catalog catalog = read_catalog(database, options);
  advisor::Adviser adviser(planner_of(database, options), catalog,
                           advisor::prepare_workload(workload, catalog), options);
  report_coverage(workload, adviser.unsupported());
  BudgetCurve curve = adviser.curve();
  curve.database = catalog.database;
  curve.generated_at = now();
  curve.elapsed_ms = ms_since(start);
  return curve;
}

}  // namespace selfopt
