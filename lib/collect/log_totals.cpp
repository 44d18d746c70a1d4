#include "collect/log_totals.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "collect/log_time.hpp"
#include "collect/query_word.hpp"
#include "env/hash.hpp"
#include "exchange/plan_json.hpp"
#include "pg/own_statement.hpp"
#include "sql/effect.hpp"
#include "sql/lexer.hpp"
#include "sql/normalize.hpp"
#include "sql/shape_key.hpp"
#include "sql/statement.hpp"

namespace selfopt::collect_log {
namespace {

// A text that our grammar does not know: every string and number of it may be a constant.
std::string without_constants(std::string_view statement) {
  sql::Constants constants;
  constants.all_strings = true;
  sql::Lexer lexer(statement);
  for (sql::Token token = lexer.next(); token.kind != sql::TokenKind::end; token = lexer.next())
    if (token.kind == sql::TokenKind::number)
      constants.locations.push_back(static_cast<int>(token.begin));
  return sql::write_normalized(statement, std::move(constants));
}

std::string_view without_end(std::string_view sql) {
  while (!sql.empty() && (sql.back() == ';' || static_cast<unsigned char>(sql.back()) <= ' '))
    sql.remove_suffix(1);
  return sql;
}

}  // namespace

std::uint64_t LogTotals::shape_of(const Execution& execution) {
  return sql::shape_key(execution.sql) ^
         (env::stable_hash(execution.database) * 0x9e3779b97f4a7c15U);
}

void LogTotals::add(const Execution& execution, std::uint64_t shape) {
  const std::size_t place = place_of(execution, shape);
  if (place == k_left_out) return;
  Total& total = m_totals[place];
  m_executions += execution.calls;
  total.query.calls += execution.calls;
  if (total.query.user != execution.user) total.query.user.clear();
  if (execution.ms) {
    total.timed_calls += execution.calls;
    total.total_ms += *execution.ms;
    total.query.max_ms = std::max(total.query.max_ms.value_or(0), *execution.ms);
    total.squares += *execution.ms * *execution.ms;
  }
  total.temp_bytes += execution.temp_bytes;
  if (!execution.time.empty()) {
    if (total.first_time.empty() || execution.time < total.first_time)
      total.first_time = execution.time;
    if (execution.time > total.last_time) total.last_time = execution.time;
  }
  if (!execution.plan_json.empty()) add_plan(total, execution.plan_json);
  if (m_keep_literals) sample(total, execution);
}

// Parsing takes far longer than everything else, so each shape of a text is parsed once.
std::size_t LogTotals::place_of(const Execution& execution, std::uint64_t shape) {
  const auto known = m_by_shape.find(shape);
  if (known != m_by_shape.end()) return known->second;
  if (m_by_shape.size() >= k_most_shapes) {
    ++m_crowded_out;
    return k_left_out;
  }
  const std::size_t place = find_or_make(execution);
  m_by_shape.emplace(shape, place);
  return place;
}

std::size_t LogTotals::find_or_make(const Execution& execution) {
  const std::string_view sql = without_end(execution.sql);
  if (pg::is_own_statement(sql)) return k_left_out;
  const sql::Glance glance = sql::glance_at(sql);
  if (glance.effect == sql::Effect::other) return k_left_out;
  // What our grammar does not know may be a statement that holds a password; several statements in
  // one text have one duration.
  if (glance.effect == sql::Effect::unknown && !(glance.error && begins_like_query(sql)))
    return k_left_out;
  std::string text = glance.error ? without_constants(sql) : sql::normalize(sql);
  const std::string& key = glance.query_hash.empty() ? text : glance.query_hash;
  const auto [place, is_new] =
      m_by_statement.try_emplace({key, std::string(execution.database)}, m_totals.size());
  if (is_new) {
    Total total;
    total.query.query_hash = glance.query_hash;
    total.query.sql = std::move(text);
    total.query.calls = 0;
    total.query.source = "log";
    total.query.database = execution.database;
    total.query.user = execution.user;
    m_totals.push_back(std::move(total));
  }
  return place->second;
}

// Keeps one call of all, each with the same likelihood (Vitter's algorithm R).
void LogTotals::sample(Total& total, const Execution& execution) {
  const auto seen = static_cast<std::uint64_t>(std::max<std::int64_t>(1, total.query.calls));
  if (execution.calls == 0 || m_random.below(seen) != 0) return;
  total.query.sql = without_end(execution.sql);
  total.query.params = read_parameter_values(execution.parameters);
  total.query.plan_json = execution.plan_json;
}

void LogTotals::add_plan(Total& total, std::string_view plan_json) {
  try {
    const Plan plan = exchange::read_plan(plan_json);
    count_plan(total, plan_hash(plan, {}));
    const PlanNode& root = plan.root;
    if (!root.actual_rows) return;
    ++total.planned;
    total.rows += *root.actual_rows * root.loops.value_or(1);
    total.hit += root.shared_hit_blocks.value_or(0);
    total.read += root.shared_read_blocks.value_or(0);
  } catch (const Error&) {
    return;  // cut off; the execution counts all the same
  }
}

// The hash holds no constants: a plan's shape is nodes, tables and indexes.
void LogTotals::count_plan(Total& total, const std::string& hash) {
  const auto known =
      std::ranges::find(total.plans, hash, &std::pair<std::string, std::int64_t>::first);
  if (known != total.plans.end())
    ++known->second;
  else if (total.plans.size() < k_most_plans)
    total.plans.emplace_back(hash, 1);
}

Workload LogTotals::result() && {
  constexpr double k_block_bytes = 8192;
  Workload queries;
  for (Total& total : m_totals) {
    WorkloadQuery& query = total.query;
    query.calls = std::max<std::int64_t>(query.calls, 1);
    if (total.timed_calls > 0) {
      const auto calls = static_cast<double>(total.timed_calls);
      query.total_ms = total.total_ms;
      query.mean_ms = total.total_ms / calls;
      query.stddev_ms =
          std::sqrt(std::max(0.0, total.squares / calls - *query.mean_ms * *query.mean_ms));
    }
    if (total.temp_bytes > 0)
      query.temp_blks_written = total.temp_bytes / k_block_bytes / static_cast<double>(query.calls);
    if (total.planned > 0) {
      const auto planned = static_cast<double>(total.planned);
      query.rows = total.rows / planned;
      query.shared_blks_hit = total.hit / planned;
      query.shared_blks_read = total.read / planned;
    }
    if (!total.plans.empty())
      query.plan_hash =
          std::ranges::max_element(total.plans, {}, &std::pair<std::string, std::int64_t>::second)
              ->first;
    query.first_seen = iso_time(total.first_time);
    query.last_seen = iso_time(total.last_time);
    queries.push_back(std::move(query));
  }
  std::ranges::stable_sort(queries, [](const WorkloadQuery& a, const WorkloadQuery& b) {
    return a.total_ms.value_or(0) > b.total_ms.value_or(0);
  });
  return queries;
}

}  // namespace selfopt::collect_log
