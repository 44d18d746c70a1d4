#include "prediction/facts.hpp"

#include <chrono>
#include <utility>

#include <selfopt/error.hpp>

#include "env/signals.hpp"
#include "exchange/plan_json.hpp"
#include "literals/literals.hpp"
#include "pg/catalog.hpp"
#include "pg/planner.hpp"
#include "pg/session.hpp"
#include "prediction/feature_vector.hpp"
#include "sql/effect.hpp"
#include "sql/features.hpp"

namespace selfopt::prediction {
namespace {

constexpr std::chrono::seconds k_plan_timeout{20};
constexpr std::uint64_t k_seed = 1;  // of values for parameters: the same as recommend's

// A plan in the line that cannot be read counts as none: logs cut them off.
std::optional<Plan> plan_of_line(const WorkloadQuery& query) {
  if (query.plan_json.empty()) return std::nullopt;
  try {
    return exchange::read_plan(query.plan_json);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::string reason_against_planning(const std::string& sql) {
  const sql::Glance glance = sql::glance_at(sql);
  if (glance.error) return glance.error->message;
  if (glance.effect == sql::Effect::reads || glance.effect == sql::Effect::writes) return {};
  return "only SELECT, INSERT, UPDATE, DELETE and MERGE have a plan";
}

}  // namespace

struct FactFinder::Server {
  explicit Server(const Database& database)
      : catalog(read_catalog(database)),
        filler(database, k_plan_timeout, k_seed),
        planner(database, k_plan_timeout) {}

  static Catalog read_catalog(const Database& database) {
    pg::Session session(database);
    return pg::read_catalog(session);
  }

  // \returns nullopt, and says why in \p error, if the server cannot plan it
  std::optional<Plan> plan(const literals::Filled& text, std::string& error) {
    env::throw_if_interrupted();
    if (error = text.error; !error.empty()) return std::nullopt;
    try {
      return exchange::read_plan(planner.explain(planner.admit(text.sql, text.values)));
    } catch (const Error& failure) {
      if (failure.kind() == ErrorKind::interrupted || !planner.alive()) throw;
      error = failure.message();
      return std::nullopt;
    }
  }

  Catalog catalog;
  literals::Filler filler;
  pg::Planner planner;
};

FactFinder::FactFinder(Knowledge knowledge, const std::optional<Database>& database)
    : m_knowledge(knowledge), m_server(database ? std::make_unique<Server>(*database) : nullptr) {}

FactFinder::~FactFinder() = default;

const Catalog* FactFinder::catalog() const {
  return m_server ? &m_server->catalog : nullptr;
}

std::vector<Facts> FactFinder::find(const Workload& workload) {
  std::vector<std::optional<Plan>> plans(workload.size());
  std::vector<std::string> errors(workload.size());
  if (m_knowledge != Knowledge::text) {
    Workload without_plan;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < workload.size(); ++i) {
      if (plans[i] = plan_of_line(workload[i]); plans[i]) continue;
      if (errors[i] = reason_against_planning(workload[i].sql); !errors[i].empty()) continue;
      errors[i] = "its plan is not known; a database (--dsn) could tell it";
      places.push_back(i);
      without_plan.push_back(workload[i]);
    }
    if (m_server && !places.empty()) {
      const auto texts = m_server->filler.fill(without_plan);
      for (std::size_t k = 0; k < places.size(); ++k)
        plans[places[k]] = m_server->plan(texts[k], errors[places[k]]);
    }
  }
  std::vector<Facts> facts;
  for (std::size_t i = 0; i < workload.size(); ++i)
    facts.push_back(facts_of(workload[i], std::move(plans[i]), std::move(errors[i])));
  return facts;
}

Facts FactFinder::facts_of(const WorkloadQuery& query, std::optional<Plan> plan,
                           std::string error) const {
  Facts facts;
  facts.features = sql::read_features(query.sql);
  if (facts.features.query_hash.empty()) facts.features.query_hash = query.query_hash;
  facts.plan = std::move(plan);
  if (facts.features.error)
    facts.error = *facts.features.error;
  else if (m_knowledge != Knowledge::text && !facts.plan)
    facts.error = std::move(error);
  else
    facts.vector =
        feature_vector(m_knowledge, facts.features, facts.plan ? &*facts.plan : nullptr, catalog());
  return facts;
}

}  // namespace selfopt::prediction
