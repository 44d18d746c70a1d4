#include "recommend/distribution_advice.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "env/hash.hpp"
#include "sql/features.hpp"
#include "sql/identifier.hpp"

namespace selfopt::advisor {
namespace {

constexpr double k_least_share = 0.5;
constexpr double k_least_advantage = 2;
constexpr double k_values_a_shard = 4;
constexpr double k_skewed = 2;
constexpr std::int64_t k_skewed_bytes = std::int64_t{8} << 20U;
constexpr std::int64_t k_few_calls = 100;
constexpr double k_confidence = 0.5;

// Of all texts that are one statement but for constants.
struct Counted {
  std::int64_t to_one = 0;
  std::int64_t to_many = 0;
  std::map<std::string, std::int64_t> values;
};

// What the statements of the workload want of one table.
struct Wants {
  const Table* table = nullptr;
  const DistributedTable* distributed = nullptr;
  std::vector<std::int64_t> shard_sizes;  // ascending
  double all = 0;
  double served = 0;  // by the present column
  std::map<const Column*, double> by_column;
  std::int64_t statements = 0;
  std::int64_t to_many = 0;                    // statements that are not for one shard
  std::map<std::string, std::int64_t> values;  // of the present column, with the calls for them
};

std::string text_literal(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text)
    quoted += c == '\'' ? "''" : std::string(1, c);
  return quoted + "'";
}

bool is_plain(const KeyAccess& use) {
  return use.column != nullptr && use.sql == use.column->sql_name && !use.under_or;
}

std::set<const Column*> columns_in(const TableAccess& access, ColumnRole role) {
  std::set<const Column*> columns;
  for (const KeyAccess& use : access.uses)
    if (use.role == role && is_plain(use)) columns.insert(use.column);
  return columns;
}

class DistributionAdviser {
 public:
  DistributionAdviser(const Catalog& catalog, const PreparedWorkload& workload,
                      const std::vector<pg::RoutedCalls>& routed)
      : m_catalog(catalog), m_workload(workload) {
    for (const pg::RoutedCalls& one : routed)
      count(one);
    m_has_times = std::ranges::any_of(workload.queries, [](const PreparedQuery& one) {
      return one.query.total_ms || one.query.mean_ms;
    });
  }

  DistributionAdvice advise() {
    for (const PreparedQuery& query : m_workload.queries)
      for (const TableAccess& access : query.accesses)
        look_at(query, access);
    for (const auto& [name, wants] : m_wants) {
      const Column* better = better_column(wants);
      if (better != nullptr) advise_column(wants, *better);
      note_skew(wants);
      note_common_value(wants);
    }
    return std::move(m_out);
  }

 private:
  void count(const pg::RoutedCalls& one) {
    Counted& counted = m_counted[sql::read_fingerprint(one.sql).query_hash];
    if (!one.value) {
      counted.to_many += one.calls;
      return;
    }
    counted.to_one += one.calls;
    counted.values[*one.value] += one.calls;
  }

  double weight(const WorkloadQuery& query) const {
    return m_has_times ? total_ms_of(query) : static_cast<double>(query.calls);
  }

  Wants* wants_of(const TableAccess& access) {
    if (access.table == nullptr) return nullptr;
    const std::string& name = access.table->sql_name;
    const auto* distributed = find_distributed(m_catalog.distribution, name);
    if (distributed == nullptr || distributed->kind != DistributedTable::Kind::distributed ||
        m_catalog.unseen_tables.contains(name))
      return nullptr;
    const auto [place, is_new] = m_wants.try_emplace(name);
    Wants& wants = place->second;
    if (!is_new) return &wants;
    wants.table = access.table;
    wants.distributed = distributed;
    for (const Shard& shard : m_catalog.distribution.shards)
      if (shard.table == name) wants.shard_sizes.push_back(shard.size_bytes);
    std::ranges::sort(wants.shard_sizes);
    return &wants;
  }

  void look_at(const PreparedQuery& query, const TableAccess& access) {
    Wants* wants = wants_of(access);
    if (wants == nullptr) return;
    const double weighs = weight(query.query);
    const auto equal = columns_in(access, ColumnRole::equality);
    const auto joined = columns_in(access, ColumnRole::join);
    const auto is_present = [&](const Column* column) {
      return column->name == wants->distributed->column;
    };
    const auto counted = m_counted.find(query.query.query_hash);
    const bool to_one = counted != m_counted.end()
                            ? counted->second.to_one > counted->second.to_many
                            : std::ranges::any_of(equal, is_present);
    wants->all += weighs;
    ++wants->statements;
    if (!to_one) ++wants->to_many;
    if (to_one || std::ranges::any_of(joined, is_present)) wants->served += weighs;
    for (const Column* column : equal)
      if (!is_present(column)) wants->by_column[column] += weighs;
    if (counted != m_counted.end() && query.accesses.size() == 1)
      for (const auto& [value, calls] : counted->second.values)
        wants->values[value] += calls;
  }

  const Column* better_column(const Wants& wants) {
    const auto best = std::ranges::max_element(wants.by_column, {},
                                               [](const auto& entry) { return entry.second; });
    if (best == wants.by_column.end() || best->second < k_least_share * wants.all ||
        best->second < k_least_advantage * wants.served)
      return nullptr;
    const Column& column = *best->first;
    if (distinct_values(column, wants.table->rows) <
        k_values_a_shard * static_cast<double>(wants.shard_sizes.size())) {
      reject(move_to(wants, column.name), "it has too few values to spread the rows by");
      return nullptr;
    }
    for (const Index& index : m_catalog.indexes)
      if (index.table == wants.table->sql_name && index.unique &&
          std::ranges::count(index.keys, column.sql_name) == 0) {
        reject(move_to(wants, column.name),
               fmt::format("unique index {} does not contain it", index.name));
        return nullptr;
      }
    return &column;
  }

  static std::string move_to(const Wants& wants, const std::string& column) {
    return fmt::format("select alter_distributed_table({}, distribution_column := {})",
                       text_literal(wants.table->sql_name), text_literal(column));
  }

  std::string kept_together(const Wants& wants) const {
    std::string names;
    for (const DistributedTable& other : m_catalog.distribution.tables)
      if (other.colocation == wants.distributed->colocation && &other != wants.distributed &&
          other.kind == DistributedTable::Kind::distributed)
        names += (names.empty() ? "" : ", ") + other.sql_name;
    return names;
  }

  void advise_column(const Wants& wants, const Column& column) {
    Recommendation advice = about(wants, move_to(wants, column.name));
    advice.columns = {column.sql_name};
    advice.undo_ddl = move_to(wants, wants.distributed->column);
    const std::string together = kept_together(wants);
    advice.reason = fmt::format(
        "{} of {} that read it ask all {} shards; {:.0f} % of {} look for one {}, {:.0f} % are "
        "served by {}, by which it is distributed. Its rows move between nodes, nobody can write "
        "to "
        "it meanwhile{}",
        wants.to_many, counted(wants.statements, "statement"), wants.shard_sizes.size(),
        100 * wants.by_column.at(&column) / wants.all, m_has_times ? "their time" : "their calls",
        column.sql_name, 100 * wants.served / wants.all, wants.distributed->column,
        together.empty() ? "" : ", and it is not kept together any more with " + together);
    m_out.recommendations.push_back(std::move(advice));
  }

  void note_skew(const Wants& wants) {
    if (wants.shard_sizes.size() < 2) return;
    const std::int64_t largest = wants.shard_sizes.back();
    const std::int64_t median = wants.shard_sizes[(wants.shard_sizes.size() - 1) / 2];
    if (static_cast<double>(largest) < k_skewed * static_cast<double>(median) ||
        largest - median < k_skewed_bytes)
      return;
    const std::string column = sql::quote_identifier(wants.distributed->column);
    reject(fmt::format("{} by {}", wants.table->sql_name, column),
           fmt::format("its rows are spread unevenly: the largest of {} shards has {}, the median "
                       "one {}. Look for values that many rows have: select {}, count(*) from {} "
                       "group by 1 order by 2 desc limit 5; isolate_tenant_to_new_shard gives "
                       "one a shard of its own",
                       wants.shard_sizes.size(), format_bytes(largest), format_bytes(median),
                       column, wants.table->sql_name));
  }

  void note_common_value(const Wants& wants) {
    if (wants.shard_sizes.size() < 2) return;
    std::int64_t all = 0;
    for (const auto& [value, calls] : wants.values)
      all += calls;
    const auto most =
        std::ranges::max_element(wants.values, {}, [](const auto& entry) { return entry.second; });
    if (all < k_few_calls || wants.values.size() < 2 ||
        static_cast<double>(most->second) < k_least_share * static_cast<double>(all))
      return;
    Recommendation advice =
        about(wants, fmt::format("select isolate_tenant_to_new_shard({}, {}, 'CASCADE')",
                                 text_literal(wants.table->sql_name), text_literal(most->first)));
    advice.columns = {sql::quote_identifier(wants.distributed->column)};
    advice.reason = fmt::format(
        "{:.0f} % of the {} calls that ask one shard of it are for {} = {}, and all for one node: "
        "on a "
        "shard of its own it can be moved to another",
        100 * static_cast<double>(most->second) / static_cast<double>(all), format_count(all),
        wants.distributed->column, most->first);
    m_out.recommendations.push_back(std::move(advice));
  }

  static Recommendation about(const Wants& wants, std::string ddl) {
    Recommendation advice;
    advice.kind = RecommendationKind::distribute;
    advice.table = wants.table->sql_name;
    advice.name = wants.table->name;
    advice.method.clear();
    advice.ddl = std::move(ddl);
    advice.id = env::stable_hash_hex(advice.ddl);
    advice.confidence = k_confidence;
    advice.verified = false;
    return advice;
  }

  void reject(std::string candidate, std::string reason) {
    m_out.rejected.push_back({std::move(candidate), std::move(reason)});
  }

  const Catalog& m_catalog;
  const PreparedWorkload& m_workload;
  bool m_has_times = false;
  std::map<std::string, Counted> m_counted;
  std::map<std::string, Wants> m_wants;  // by the table's name
  DistributionAdvice m_out;
};

}  // namespace

DistributionAdvice advise_distribution(const Catalog& catalog, const PreparedWorkload& workload,
                                       const std::vector<pg::RoutedCalls>& routed) {
  if (catalog.distribution.empty()) return {};
  return DistributionAdviser(catalog, workload, routed).advise();
}

}  // namespace selfopt::advisor
