#include <algorithm>

#include <fmt/format.h>

#include <selfopt/check.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "check/cause.hpp"
#include "check/figures.hpp"
#include "check/foretell.hpp"
#include "check/match.hpp"
#include "check/observe.hpp"
#include "check/plan_changes.hpp"
#include "check/rules.hpp"
#include "sql/features.hpp"
#include "sql/known_relations.hpp"

namespace selfopt {
namespace {

using checking::Observed;
using checking::Schema;
using checking::Sight;

void check_options(const CheckOptions& options) {
  if (!(options.tolerance >= 0)) throw Error(ErrorKind::usage, "--tolerance must not be negative");
  constexpr std::int64_t k_least_runs = 3;
  if (options.runs < k_least_runs) throw Error(ErrorKind::usage, "--runs must be at least 3");
  if (options.mode != CheckMode::predict) return;
  if (!options.model)
    throw Error(ErrorKind::usage, "--mode predict needs a model", {},
                "Name one with --model FILE; selfopt train makes it.");
  if (options.model->target != ModelTarget::runtime)
    throw Error(ErrorKind::usage, "the model foretells whether indexes pay, not how long it takes",
                {}, "Train one of run times: selfopt train --target runtime.");
}

CheckMode choose_mode(const CheckOptions& options, const Schema& schema) {
  if (options.mode) return *options.mode;
  if (schema.has_rows()) return CheckMode::buffers;
  log::notice("the tables are empty, so that plans are compared, not what statements do");
  return CheckMode::plan;
}

// \returns why the two cannot be compared, or ""
std::string incomparable(const Observation& before, const Observation& after, CheckMode mode,
                         bool across_versions) {
  const int then = major_version(before);
  const int now = major_version(after);
  if (then != now && !across_versions)
    return fmt::format(
        "the baseline is of PostgreSQL {}, the server is {}; --across-versions compares them", then,
        now);
  if (mode == CheckMode::time && before.times_ms.empty())
    return "the baseline has no times; --mode time --update records them";
  // What this model answered is known, or the time it really took. A refusal is an answer, too.
  if (mode == CheckMode::predict && before.times_ms.empty() && before.model != after.model)
    return fmt::format("the baseline has {}; --mode predict --update records one",
                       before.model.empty() ? "no prediction" : "another model's prediction");
  return {};
}

// What another model foretold says nothing beside what this one does.
Observation comparable_part(Observation before, const Observation& after) {
  if (before.model != after.model) before.prediction = {};
  return before;
}

bool is_improved(const CheckedQuery& query, const Sight& sight) {
  constexpr double k_clearly_better = 0.8;
  constexpr double k_least_fewer_blocks = 50;
  if (sight.mode == CheckMode::time)
    return checking::is_slower(query.after, *query.before, sight.tolerance, sight.seed);
  if (sight.mode == CheckMode::predict)
    return checking::is_foretold_slower(query.after, *query.before, sight.tolerance);
  if (sight.mode == CheckMode::buffers &&
      query.before->blocks.value_or(0) - query.after.blocks.value_or(0) <= k_least_fewer_blocks)
    return false;
  return change_ratio(query, sight.mode).value_or(1) < k_clearly_better;
}

Outcome outcome_of(const CheckedQuery& query, const Sight& sight) {
  if (!sight.after.error.empty()) return Outcome::failed;
  if (sight.before == nullptr) return Outcome::not_compared;
  if (sight.regressed) return Outcome::regressed;
  if (is_improved(query, sight)) return Outcome::improved;
  return sight.before->plan_hash == sight.after.plan_hash ? Outcome::unchanged : Outcome::changed;
}

class Checker {
 public:
  Checker(const CheckOptions& options, const Schema& schema, CheckMode mode)
      : m_options(options),
        m_schema(schema),
        m_mode(mode),
        m_rules(options),
        m_known(schema.catalog) {}

  CheckedQuery judge(const CheckedStatement& statement, Observed observed,
                     const Observation* before, bool has_baseline) const {
    CheckedQuery query;
    query.id = statement.id;
    query.query_hash = statement.query_hash;
    query.sql = statement.sql;
    query.file = statement.file;
    query.line = statement.line;
    query.after = std::move(observed.seen);
    if (before != nullptr) query.before = comparable_part(*before, query.after);
    const std::string reason =
        before == nullptr ? ""
                          : incomparable(*before, query.after, m_mode, m_options.across_versions);
    look(statement, observed.is_query, before != nullptr && reason.empty(), query);
    if (query.outcome != Outcome::not_compared || !observed.is_query) return query;
    if (!reason.empty()) {
      query.outcome = Outcome::incomparable;
      query.findings.push_back({.rule = "incomparable", .message = reason});
    } else if (has_baseline) {
      query.outcome = Outcome::added;
    }
    return query;
  }

 private:
  void look(const CheckedStatement& statement, bool is_query, bool comparable,
            CheckedQuery& query) const {
    const Features features = sql::read_features(statement.sql, &m_known);
    const sql::Habits habits = sql::read_habits(statement.sql);
    const Observation* before = comparable ? &*query.before : nullptr;
    Sight sight{statement, m_schema,    features,
                habits,    m_mode,      m_options.tolerance,
                before,    query.after, is_query && query.after.error.empty()};
    sight.seed = m_options.seed;
    query.findings = m_rules.look(sight);
    query.outcome = outcome_of(query, sight);
    if (before == nullptr || !sight.planned) return;
    query.plan_difference = checking::plan_difference(before->plan, query.after.plan);
    if (!sight.regressed) return;
    const std::string cause = checking::likely_cause(*before, query.after, m_schema);
    query.findings.front().cause = cause;
  }

  const CheckOptions& m_options;
  const Schema& m_schema;
  CheckMode m_mode;
  checking::RuleSet m_rules;
  sql::KnownRelations m_known;
};

}  // namespace

Findings check(const Database& database, const std::vector<CheckedStatement>& statements,
               const std::optional<std::vector<Observation>>& baseline,
               const CheckOptions& options) {
  check_options(options);
  const checking::RuleSet known_rules(options);  // a mistyped rule is told before any work
  const Schema schema = checking::read_schema(database);
  const std::vector<Observation> known = baseline.value_or(std::vector<Observation>());
  Findings findings;
  findings.mode = choose_mode(options, schema);
  findings.fails_from = options.fails_from;
  findings.database = schema.catalog.database;
  findings.server_version = schema.catalog.server_version;
  const auto partners = checking::match(statements, known, findings.missing);
  std::vector<Observed> observed =
      checking::observe(database, schema, statements, findings.mode, known, options);
  if (findings.mode == CheckMode::predict) checking::foretell(database, observed, options);
  const Checker checker(options, schema, findings.mode);
  for (std::size_t i = 0; i < statements.size(); ++i)
    findings.queries.push_back(
        checker.judge(statements[i], std::move(observed[i]), partners[i], baseline.has_value()));
  return findings;
}

}  // namespace selfopt
