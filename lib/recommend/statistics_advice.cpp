#include "recommend/statistics_advice.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/units.hpp>

#include "env/hash.hpp"
#include "exchange/plan_json.hpp"
#include "pg/planner.hpp"
#include "recommend/index_name.hpp"
#include "recommend/misestimates.hpp"
#include "sql/identifier.hpp"

namespace selfopt::advisor {
namespace {

constexpr double k_confidence = 0.7;
// How near an estimate must be to count as right.
constexpr double k_near = 3;

bool is_near(double a, double b) {
  const double x = std::max(a, 1.0);
  const double y = std::max(b, 1.0);
  return std::max(x / y, y / x) <= k_near;
}

// What the planner expects of a condition alone. The text comes from a plan of the workload: it
// goes the way of all users' text, and is never run.
class Estimator {
 public:
  Estimator(const Database& database, std::chrono::milliseconds timeout)
      : m_planner(database, timeout) {}

  std::optional<double> rows(const Misestimate& found, const std::string& condition) {
    const std::string sql = fmt::format("select from {} as {} where {}", found.table->sql_name,
                                        sql::quote_identifier(found.alias), condition);
    try {
      const auto admitted = m_planner.admit(sql, {});
      return exchange::read_plan(m_planner.explain(admitted)).root.rows;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted || !m_planner.alive()) throw;
      log::debug("no estimate of {}: {}", condition, error.message());
      return std::nullopt;
    }
  }

 private:
  pg::Planner m_planner;
};

std::vector<Misestimate> misestimates_of(const WorkloadQuery& query, const Catalog& catalog) {
  if (query.plan_json.empty()) return {};
  try {
    return find_misestimates(exchange::read_plan(query.plan_json), catalog);
  } catch (const Error&) {
    log::warning("the plan of statement {} cannot be read and tells nothing", query.query_hash);
    return {};
  }
}

// Whether the planner knows each column and multiplied their shares.
bool is_by_combination(const Misestimate& found, Estimator& estimator) {
  const double all = std::max(found.table->rows, 1.0);
  double product = all;
  double least = all;
  for (const std::string& condition : found.conditions) {
    const auto rows = estimator.rows(found, condition);
    if (!rows) return false;
    product *= *rows / all;
    least = std::min(least, *rows);
  }
  return is_near(product, found.expected) && found.actual <= least * k_near;
}

bool groups_by_combination(const Misestimate& found) {
  double product = 1;
  for (const Column& column : found.table->columns)
    if (std::ranges::count(found.columns, column.sql_name) > 0)
      product *= distinct_values(column, found.table->rows);
  return product >= found.actual * k_near;
}

bool has_statistics(const Catalog& catalog, const Misestimate& found, std::string_view kinds) {
  return std::ranges::any_of(catalog.statistics, [&](const ExtendedStatistics& known) {
    return known.table == found.table->sql_name &&
           known.kinds.find_first_of(kinds) != std::string::npos &&
           std::ranges::all_of(found.columns, [&](const std::string& column) {
             return std::ranges::count(known.columns, column) > 0;
           });
  });
}

struct Wish {
  std::set<std::string> kinds;
  Misestimate worst;
  std::string worst_query;
  std::set<std::string> queries;
};

using Wishes = std::map<std::pair<const Table*, std::vector<std::string>>, Wish>;

void add(Wishes& wishes, const Misestimate& found, const std::string& query_hash) {
  Wish& wish = wishes[{found.table, found.columns}];
  if (found.grouped) wish.kinds.insert("ndistinct");
  if (!found.grouped) wish.kinds.insert("mcv");
  // Dependencies can only say that fewer rows drop out than the product of shares.
  if (!found.grouped && found.equalities && found.actual > found.expected)
    wish.kinds.insert("dependencies");
  if (wish.queries.empty() || found.factor() > wish.worst.factor()) {
    wish.worst = found;
    wish.worst_query = query_hash;
  }
  wish.queries.insert(query_hash);
}

std::string rows_text(double rows, bool groups) {
  const auto count = static_cast<std::int64_t>(rows);
  return groups ? counted(count, "group") : counted(count, "row");
}

Recommendation as_advice(const Wish& wish) {
  const Table& table = *wish.worst.table;
  const std::string columns = fmt::format("{}", fmt::join(wish.worst.columns, ", "));
  Recommendation advice;
  advice.kind = RecommendationKind::create_statistics;
  advice.table = table.sql_name;
  advice.columns = wish.worst.columns;
  advice.method.clear();
  advice.name = statistics_name(table, advice.columns);
  const std::string name = sql::quote_qualified(table.schema, advice.name);
  advice.ddl = fmt::format("create statistics {} ({}) on {} from {}", name,
                           fmt::join(wish.kinds, ", "), columns, table.sql_name);
  advice.undo_ddl = "drop statistics " + name;
  advice.id = env::stable_hash_hex(advice.ddl);
  advice.verified = false;
  advice.confidence = k_confidence;
  advice.reason = fmt::format(
      "the values of {} go together: statement {} was planned for {} and met {}{}; takes effect "
      "with "
      "the next ANALYZE",
      columns, wish.worst_query, rows_text(wish.worst.expected, wish.worst.grouped),
      rows_text(wish.worst.actual, wish.worst.grouped),
      wish.queries.size() == 1 ? "" : fmt::format(", {} more likewise", wish.queries.size() - 1));
  return advice;
}

}  // namespace

std::vector<Recommendation> advise_statistics(const Database& database, const Catalog& catalog,
                                              const PreparedWorkload& workload,
                                              std::chrono::milliseconds plan_timeout) {
  std::optional<Estimator> estimator;  // connects when there is something to ask
  Wishes wishes;
  for (const PreparedQuery& prepared : workload.queries) {
    for (const Misestimate& found : misestimates_of(prepared.query, catalog)) {
      if (has_statistics(catalog, found, found.grouped ? "d" : "fm")) continue;
      if (!found.grouped && !estimator) estimator.emplace(database, plan_timeout);
      if (found.grouped ? groups_by_combination(found) : is_by_combination(found, *estimator))
        add(wishes, found, prepared.query.query_hash);
    }
  }
  std::vector<Recommendation> advice;
  for (const auto& [columns, wish] : wishes)
    advice.push_back(as_advice(wish));
  std::ranges::sort(advice, {}, &Recommendation::ddl);
  return advice;
}

}  // namespace selfopt::advisor
