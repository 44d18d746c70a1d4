#include "etl/spread.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/units.hpp>

#include "sql/features.hpp"
#include "sql/known_relations.hpp"

namespace selfopt::etl {
namespace {

// What every node may as well have a copy of.
constexpr std::int64_t k_small_bytes = 100'000'000;
constexpr std::int64_t k_small_share = 10;  // of the largest table, one in so many
// A join of rows that are on different nodes costs most, a search on all nodes less, groups that
// are put together on the coordinator least.
constexpr double k_join = 4;
constexpr double k_search = 2;
constexpr double k_group = 1;
// Citus makes 32 shards. A column whose values leave shards empty, or put more than twice a fair
// share on one of them, spreads badly.
constexpr double k_shards = 32;
constexpr double k_worst_share = 2 / k_shards;

// How often the statements of a workload do what with a column, by calls.
struct Uses {
  double joins = 0;     // with another large table, on that column
  double searches = 0;  // for one value, or some
  double groups = 0;

  double score() const { return k_join * joins + k_search * searches + k_group * groups; }
};

Catalog catalog_of(const std::vector<SpreadTable>& tables, const std::string& schema) {
  Catalog catalog;
  catalog.search_path = {schema};
  for (const SpreadTable& table : tables) {
    Table known;
    known.schema = schema;
    known.name = table.name;
    for (const auto& [name, sample] : table.columns) {
      Column column;
      column.name = name;
      known.columns.push_back(column);
    }
    catalog.tables.push_back(known);
  }
  return catalog;
}

class Chooser {
 public:
  Chooser(const std::vector<SpreadTable>& tables, const LoadOptions& options)
      : m_tables(tables), m_options(options) {
    for (const SpreadTable& table : tables)
      m_largest_bytes = std::max(m_largest_bytes, table.bytes);
  }

  std::map<std::string, Spread> choose() {
    read_workload();
    std::map<std::string, Spread> spreads;
    for (const SpreadTable& table : m_tables)
      spreads.emplace(table.name, spread(table));
    return spreads;
  }

 private:
  bool is_named_reference(const SpreadTable& table) const {
    return std::ranges::count(m_options.reference, table.name) > 0;
  }

  bool is_small(const SpreadTable& table) const {
    return table.bytes <= k_small_bytes && table.bytes * k_small_share <= m_largest_bytes;
  }

  bool is_large(const std::string& name) const {
    const auto table = std::ranges::find(m_tables, name, &SpreadTable::name);
    return table != m_tables.end() && !is_named_reference(*table) && !is_small(*table);
  }

  static std::string table_of(const Features& features, const ColumnUse& use) {
    return use.relation < 0 ? "" : features.relations[static_cast<std::size_t>(use.relation)].name;
  }

  void read_workload() {
    const sql::KnownRelations known(catalog_of(m_tables, m_options.schema));
    for (const WorkloadQuery& query : m_options.workload) {
      const Features features = sql::read_features(query.sql, &known);
      if (features.error) continue;
      note_tables(features);
      note_uses(features, static_cast<double>(query.calls));
    }
  }

  void note_tables(const Features& features) {
    for (const Relation& relation : features.relations) {
      m_read.insert(relation.name);
      if (features.tables.size() > 1) m_joined.insert(relation.name);
    }
  }

  void note_uses(const Features& features, double calls) {
    std::set<std::pair<std::string, std::string>> joins, searches, groups;
    for (std::size_t i = 0; i < features.columns.size(); ++i) {
      const ColumnUse& use = features.columns[i];
      const std::string table = table_of(features, use);
      if (!is_large(table) || use.under_or) continue;
      if (use.role == ColumnRole::join && joins_large(features, i))
        joins.emplace(table, use.column);
      if (use.role == ColumnRole::equality || use.role == ColumnRole::in)
        searches.emplace(table, use.column);
      if (use.role == ColumnRole::group) groups.emplace(table, use.column);
    }
    for (const auto& key : joins)
      m_uses[key].joins += calls;
    for (const auto& key : searches)
      m_uses[key].searches += calls;
    for (const auto& key : groups)
      m_uses[key].groups += calls;
  }

  // The two sides of a comparison stand side by side, unless one of them was told before; then the
  // names tell.
  bool joins_large(const Features& features, std::size_t place) const {
    const ColumnUse& use = features.columns[place];
    for (std::size_t i = 0; i < features.columns.size(); ++i) {
      const ColumnUse& other = features.columns[i];
      if (other.role != ColumnRole::join || other.relation == use.relation ||
          !is_large(table_of(features, other)))
        continue;
      if (other.column == use.column || i + 1 == place || place + 1 == i) return true;
    }
    return false;
  }

  Spread spread(const SpreadTable& table) const {
    if (is_named_reference(table)) return {{true, "", ""}, "--reference"};
    if (!m_options.distribute_by) return {};
    if (*m_options.distribute_by != "auto") return by_name(table);
    if (is_small(table)) {
      if (!m_joined.contains(table.name))
        return {{}, "small, and no statement reads it with others"};
      return {{true, "", ""},
              fmt::format("joined, and {} are copied to every node cheaply",
                          format_bytes(table.bytes))};
    }
    if (!m_read.contains(table.name)) return {{}, "no statement of the workload reads it"};
    return by_use(table);
  }

  Spread by_name(const SpreadTable& table) const {
    const std::string& column = *m_options.distribute_by;
    if (!table.columns.contains(column))
      throw Error(
          ErrorKind::usage,
          fmt::format("table \"{}\" has no column \"{}\" to be distributed by", table.name, column),
          {},
          fmt::format("Give every node a copy: --reference {}; or load it without.", table.name));
    return {{false, column, m_options.colocate_with.value_or("")}, "--distribute-by"};
  }

  Spread by_use(const SpreadTable& table) const {
    std::string best;
    double best_score = -1;
    std::string skewed;
    for (const auto& [name, sample] : table.columns) {
      const auto uses = m_uses.find({table.name, name});
      const double score = uses == m_uses.end() ? 0 : uses->second.score();
      if (!spreads_evenly(sample)) {
        if (score > 0)
          skewed += fmt::format("{}{} spreads badly ({})", skewed.empty() ? "; " : ", ", name,
                                describe(sample));
        continue;
      }
      const bool is_better =
          score > best_score ||
          (score == best_score && sample.distinct > table.columns.at(best).distinct);
      if (is_better) {
        best = name;
        best_score = score;
      }
    }
    if (best.empty()) return {{}, "no column spreads it evenly" + skewed};
    return {{false, best, m_options.colocate_with.value_or("")}, why(table, best) + skewed};
  }

  std::string why(const SpreadTable& table, const std::string& column) const {
    const auto found = m_uses.find({table.name, column});
    if (found == m_uses.end()) return "no statement prefers a column, and it has most values";
    const Uses& uses = found->second;
    std::string text;
    for (const auto& [calls, what] : {std::pair{uses.joins, "join large tables on it"},
                                      {uses.searches, "search by it"},
                                      {uses.groups, "group by it"}})
      if (calls > 0)
        text += fmt::format("{}{} calls {}", text.empty() ? "" : ", ",
                            format_count(static_cast<std::int64_t>(calls)), what);
    return text + "; " + describe(table.columns.at(column));
  }

  static bool spreads_evenly(const ColumnSample& sample) {
    const auto rows = static_cast<double>(sample.rows);
    return rows > 0 && static_cast<double>(sample.distinct) >= 2 * k_shards &&
           static_cast<double>(sample.most_common) <= std::max(k_worst_share * rows, 2.0);
  }

  static std::string describe(const ColumnSample& sample) {
    return fmt::format("{} values in {} sampled rows, at most {:.1f} % with the same",
                       format_count(sample.distinct), format_count(sample.rows),
                       100.0 * static_cast<double>(sample.most_common) /
                           static_cast<double>(std::max<std::int64_t>(sample.rows, 1)));
  }

  const std::vector<SpreadTable>& m_tables;
  const LoadOptions& m_options;
  std::int64_t m_largest_bytes = 0;
  std::set<std::string> m_read;
  std::set<std::string> m_joined;
  std::map<std::pair<std::string, std::string>, Uses> m_uses;
};

}  // namespace

std::map<std::string, Spread> choose_spreads(const std::vector<SpreadTable>& tables,
                                             const LoadOptions& options) {
  for (const std::string& name : options.reference)
    if (std::ranges::count(tables, name, &SpreadTable::name) == 0)
      throw Error(ErrorKind::usage,
                  fmt::format("--reference \"{}\" is no table of this load", name), {},
                  "Name tables as they are called in the database, without the schema.");
  return Chooser(tables, options).choose();
}

}  // namespace selfopt::etl
