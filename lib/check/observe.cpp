#include "check/observe.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include <selfopt/error.hpp>

#include "check/measure.hpp"
#include "diag/progress.hpp"
#include "env/signals.hpp"
#include "exchange/plan_json.hpp"
#include "literals/literals.hpp"
#include "pg/replay_session.hpp"
#include "sql/effect.hpp"

namespace selfopt::checking {
namespace {

using Clock = std::chrono::steady_clock;

// The first run of a connection also looks things up in the system catalog, which would be counted
// among the statement's blocks. So what is quick is run twice, and what touches so few blocks that
// those would matter, even if it is not as quick on a busy machine.
constexpr double k_quick_ms = 100;
constexpr double k_quick_on_busy_machine_ms = 2'000;
constexpr double k_few_blocks = 10'000;

double touched_blocks(const PlanNode& plan) {
  return plan.shared_hit_blocks.value_or(0) + plan.shared_read_blocks.value_or(0);
}

bool runs(CheckMode mode) {
  return mode == CheckMode::buffers || mode == CheckMode::time;
}

std::chrono::milliseconds timeout(const CheckOptions& options) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(options.timeout_ms)));
}

class Observer {
 public:
  Observer(const Database& database, const Schema& schema, CheckMode mode,
           const CheckOptions& options)
      : m_session(database, timeout(options),
                  options.allow_writes ? pg::ReplayAccess::roll_back : pg::ReplayAccess::read_only,
                  "selfopt check"),
        m_schema(schema),
        m_mode(mode),
        m_options(options) {
    m_session.steady_plans();
    m_indexes = m_session.index_definitions();
  }

  pg::ReplaySession& session() { return m_session; }
  bool may_run(sql::Effect effect) const {
    return effect == sql::Effect::reads || m_options.allow_writes;
  }

  void look(Observed& observed, const literals::Filled& text, sql::Effect effect) {
    Observation& seen = observed.seen;
    try {
      take_plan(seen, runs(m_mode) && may_run(effect) ? run(text)
                                                      : m_session.explain(text.sql, text.values));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted || !m_session.alive()) throw;
      seen.error = error.message();
    }
  }

 private:
  std::string run(const literals::Filled& text) {
    const auto begin = Clock::now();
    std::string json = m_session.explain_analyzed(text.sql, text.values);
    const double ms = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
    const bool again =
        ms < k_quick_ms || (ms < k_quick_on_busy_machine_ms &&
                            touched_blocks(exchange::read_plan(json).root) < k_few_blocks);
    return again ? m_session.explain_analyzed(text.sql, text.values) : json;
  }

  void take_plan(Observation& seen, const std::string& json) {
    Plan plan = exchange::read_plan(json);
    seen.plan_hash = plan_hash(plan, m_indexes);
    name_index_definitions(plan.root, m_indexes);
    seen.plan = std::move(plan.root);
    note_tables(seen.plan, seen);
    seen.processed_rows = processed_rows(seen.plan);
    if (!seen.processed_rows) return;
    seen.rows = seen.plan.actual_rows;
    seen.blocks = touched_blocks(seen.plan);
    seen.temp_blocks = seen.plan.temp_written_blocks.value_or(0);
  }

  void note_tables(PlanNode& node, Observation& seen) const {
    node.index_definition = short_definition(node.index_definition);
    if (const auto found = m_schema.tables.find(node.relation); found != m_schema.tables.end())
      seen.tables[node.relation] = found->second.state;
    for (PlanNode& child : node.children)
      note_tables(child, seen);
  }

  pg::ReplaySession m_session;
  const Schema& m_schema;
  CheckMode m_mode;
  const CheckOptions& m_options;
  IndexDefinitions m_indexes;
};

const Observation* known_by_id(const std::vector<Observation>& known, const std::string& id) {
  const auto found = std::ranges::find(known, id, &Observation::id);
  return found == known.end() ? nullptr : &*found;
}

// A statement without values of its own looks for those that its baseline was seen with.
Workload with_values(const std::vector<CheckedStatement>& statements,
                     const std::vector<Observation>& known) {
  std::map<std::string, const Observation*> by_id;
  for (const Observation& seen : known)
    by_id.emplace(seen.id, &seen);
  Workload workload;
  for (const CheckedStatement& statement : statements) {
    WorkloadQuery query;
    query.sql = statement.sql;
    query.query_hash = statement.query_hash;
    query.params = statement.params;
    const auto found = by_id.find(statement.id);
    if (query.params.empty() && found != by_id.end() &&
        found->second->query_hash == statement.query_hash)
      query.params = found->second->params;
    workload.push_back(std::move(query));
  }
  return workload;
}

}  // namespace

std::vector<Observed> observe(const Database& database, const Schema& schema,
                              const std::vector<CheckedStatement>& statements, CheckMode mode,
                              const std::vector<Observation>& known, const CheckOptions& options) {
  std::vector<Observed> all(statements.size());
  std::vector<sql::Effect> effects;
  Workload queries;
  const Workload workload = with_values(statements, known);
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const sql::Glance glance = sql::glance_at(statements[i].sql);
    effects.push_back(glance.effect);
    Observation& seen = all[i].seen;
    seen.id = statements[i].id;
    seen.query_hash = statements[i].query_hash;
    seen.sql = statements[i].sql;
    seen.server_version = schema.catalog.server_version;
    seen.settings = schema.settings;
    if (glance.error) seen.error = glance.error->message;
    all[i].is_query = glance.effect == sql::Effect::reads || glance.effect == sql::Effect::writes;
    if (all[i].is_query) queries.push_back(workload[i]);
  }
  const std::vector<literals::Filled> texts =
      literals::Filler(database, timeout(options), options.seed).fill(queries);
  Observer observer(database, schema, mode, options);
  Progress progress("checking", static_cast<std::int64_t>(queries.size()));
  auto text = texts.begin();
  std::vector<Measured> measured;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].is_query) continue;
    env::throw_if_interrupted();
    all[i].seen.params = text->params;
    all[i].seen.error = text->error;
    if (text->error.empty()) observer.look(all[i], *text, effects[i]);
    if (mode == CheckMode::time && observer.may_run(effects[i]) && all[i].seen.error.empty())
      measured.push_back({&all[i].seen, &*text, known_by_id(known, all[i].seen.id)});
    progress.advance();
    ++text;
  }
  if (!measured.empty()) measure(observer.session(), measured, options);
  return all;
}

}  // namespace selfopt::checking
