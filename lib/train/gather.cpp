#include "train/gather.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include <selfopt/log.hpp>
#include <selfopt/units.hpp>

#include "prediction/base.hpp"
#include "prediction/facts.hpp"
#include "prediction/quantile.hpp"

namespace selfopt::training {
namespace {

constexpr double k_pays = 0.1;  // the benefit from which on an index is worth it

// What is to be learned of one statement, or why nothing can be.
struct Outcome {
  double measured = 0;
  double y = 0;
  std::string error;
  bool recent = false;
};

// Times that are all written in UTC, to the second, can be compared as texts; others are not known.
bool is_later(const std::string& time, const std::string& than) {
  return !than.empty() && time.size() == than.size() && time.ends_with('Z') && time > than;
}

Outcome time_of(const WorkloadQuery& query, const std::string& recent_since) {
  if (!query.error.empty()) return {0, 0, query.error};
  const auto ms = prediction::measured_ms(query);
  if (!ms) return {0, 0, "its time is not known"};
  if (!std::isfinite(*ms)) return {0, 0, "its time is no number"};
  if (*ms < 0) return {0, 0, "its time is negative"};
  return {*ms, std::log(*ms + k_clock_ms), {}, is_later(query.last_seen, recent_since)};
}

class Gatherer {
 public:
  Gatherer(const Workload& workload, const std::optional<Database>& database, ModelTarget target)
      : m_workload(workload), m_database(database), m_target(target) {
    m_gathered.statements = static_cast<std::int64_t>(workload.size());
  }

  Gathered run(const std::function<Outcome(std::size_t)>& outcome_of) {
    Workload usable;
    std::vector<Outcome> outcomes;
    for (std::size_t i = 0; i < m_workload.size(); ++i) {
      Outcome outcome = outcome_of(i);
      if (!outcome.error.empty()) {
        leave_out(m_workload[i].query_hash, outcome.error);
        continue;
      }
      usable.push_back(m_workload[i]);
      outcomes.push_back(std::move(outcome));
    }
    choose_knowledge(usable);
    add_rows(usable, outcomes);
    warn();
    m_gathered.rows = merge_alike(std::move(m_gathered.rows), m_target);
    return std::move(m_gathered);
  }

 private:
  void leave_out(const std::string& query_hash, const std::string& reason) {
    if (++m_gathered.left_out == 1) m_first_left_out = query_hash + ": " + reason;
  }

  void warn() const {
    if (m_gathered.left_out == 0) return;
    log::warning("{} of {} {} left out; the first: {}", m_gathered.left_out,
                 counted(m_gathered.statements, "statement"),
                 m_gathered.left_out == 1 ? "is" : "are", m_first_left_out);
  }

  void choose_knowledge(const Workload& usable) {
    const auto has_no_plan = [](const WorkloadQuery& query) { return query.plan_json.empty(); };
    if (m_database)
      m_gathered.knowledge = Knowledge::database;
    else if (std::ranges::none_of(usable, has_no_plan) && !usable.empty())
      m_gathered.knowledge = Knowledge::plan;
  }

  void add_rows(const Workload& usable, const std::vector<Outcome>& outcomes) {
    prediction::FactFinder finder(m_gathered.knowledge, m_database);
    std::vector<prediction::Facts> facts = finder.find(usable);
    for (std::size_t i = 0; i < usable.size(); ++i) {
      if (facts[i].error.empty())
        m_gathered.rows.push_back({facts[i].features.query_hash, family_of(facts[i].features),
                                   std::move(facts[i].vector), outcomes[i].measured, outcomes[i].y,
                                   1, outcomes[i].recent});
      else
        leave_out(facts[i].features.query_hash, facts[i].error);
    }
    if (const Catalog* catalog = finder.catalog()) {
      m_gathered.database = catalog->database;
      m_gathered.server_version = catalog->server_version;
    }
  }

  const Workload& m_workload;
  const std::optional<Database>& m_database;
  ModelTarget m_target;
  Gathered m_gathered;
  std::string m_first_left_out;
};

}  // namespace

Gathered gather_times(const Workload& workload, const std::optional<Database>& database,
                      const std::string& recent_since) {
  return Gatherer(workload, database, ModelTarget::runtime).run([&](std::size_t i) {
    return time_of(workload[i], recent_since);
  });
}

Gathered gather_benefits(const Workload& workload,
                         const std::vector<std::optional<double>>& benefits,
                         const std::optional<Database>& database) {
  return Gatherer(workload, database, ModelTarget::index_benefit).run([&](std::size_t i) {
    if (!benefits[i] || !std::isfinite(*benefits[i]))
      return Outcome{0, 0, "it is not known what an index does for it"};
    return Outcome{pays(*benefits[i]), pays(*benefits[i]), {}};
  });
}

double pays(double benefit) {
  return benefit > k_pays ? 1 : 0;
}

}  // namespace selfopt::training
