#include "recommend/drops.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "env/hash.hpp"
#include "sql/identifier.hpp"

namespace selfopt::advisor {
namespace {

constexpr double k_sure = 0.95;
constexpr double k_likely = 0.85;
constexpr double k_half_sure_days = 15;

std::string sql_name(const Index& index) {
  return sql::quote_qualified(index.schema, index.name);
}

bool carries(const Index& index, const std::string& column) {
  return std::ranges::count(index.keys, column) + std::ranges::count(index.include, column) > 0;
}

bool carries_all(const Index& index, const std::vector<std::string>& columns) {
  return std::ranges::all_of(columns, [&](const auto& column) { return carries(index, column); });
}

bool is_same_kind(const Index& a, const Index& b) {
  return a.table == b.table && a.method == b.method && a.where == b.where;
}

bool is_duplicate(const Index& a, const Index& b) {
  return is_same_kind(a, b) && a.exact_keys == b.exact_keys && carries_all(a, b.include) &&
         carries_all(b, a.include);
}

// Whether every search and every order that `index` serves is served by `wider`, too.
bool is_prefix(const Index& index, const Index& wider) {
  return index.method == "btree" && is_same_kind(index, wider) &&
         index.exact_keys.size() <= wider.exact_keys.size() &&
         std::ranges::equal(
             index.exact_keys,
             std::vector<std::string>(wider.exact_keys.begin(),
                                      wider.exact_keys.begin() +
                                          static_cast<std::ptrdiff_t>(index.exact_keys.size()))) &&
         carries_all(wider, index.include) && !is_duplicate(index, wider);
}

class DropAdviser {
 public:
  DropAdviser(const Catalog& catalog, const RecommendOptions& options)
      : m_catalog(catalog), m_options(options) {}

  DropAdvice advise() {
    for (const Index& index : m_catalog.indexes)
      if (!index.valid && !index.being_built) advise_leftover(index);
    for (const Index& index : m_catalog.indexes)
      if (is_usable(index)) advise_redundant(index);
    for (const Index& index : m_catalog.indexes)
      if (is_usable(index)) advise_unused(index);
    return std::move(m_out);
  }

 private:
  bool is_usable(const Index& index) const {
    return index.valid && !index.being_built && !m_dropped.contains(&index);
  }

  void advise_leftover(const Index& index) {
    const std::string reason = fmt::format(
        "invalid, left by a build that failed: kept up to date at every write and never used{}",
        index.unique ? "; make it anew if its uniqueness is wanted" : "");
    if (index.constraint || index.needed_for == "a partitioned table")
      keep(index, fmt::format("is invalid, but {} needs it: REINDEX INDEX CONCURRENTLY mends it",
                              index.needed_for));
    else
      drop(index, reason, k_sure);
  }

  void advise_redundant(const Index& index) {
    if (!index.needed_for.empty()) return;
    for (const Index& other : m_catalog.indexes) {
      if (&other == &index || !is_usable(other)) continue;
      if (is_duplicate(index, other) && prefers(other, index)) {
        drop(index, fmt::format("{} is the same index", sql_name(other)), k_sure);
        return;
      }
      if (!is_prefix(index, other)) continue;
      drop(index,
           fmt::format("the keys of {} ({}) begin with its keys, so it serves the same searches",
                       sql_name(other), fmt::join(other.keys, ", ")),
           k_likely);
      return;
    }
  }

  // Of two that are the same, which stays: one that is needed, else the first by name.
  static bool prefers(const Index& a, const Index& b) {
    if (a.needed_for.empty() != b.needed_for.empty()) return !a.needed_for.empty();
    return std::tie(a.schema, a.name) < std::tie(b.schema, b.name);
  }

  void advise_unused(const Index& index) {
    if (is_unused_whole(index))
      keep(index,
           "never scanned in any partition, but to drop it locks the whole table: a matter "
           "for a quiet hour");
    if (!index.needed_for.empty() || index.scans > m_options.unused_scans) return;
    const UsageEvidence& usage = m_catalog.usage;
    const std::string seldom =
        index.scans == 0 ? "never scanned" : fmt::format("scanned {} times", index.scans);
    const bool has_expression = std::ranges::any_of(
        index.keys, [](const std::string& key) { return key.find('(') != std::string::npos; });
    if (usage.days < m_options.unused_after_days)
      keep(index,
           fmt::format("{}, but its scans are counted for {:.1f} days only", seldom, usage.days));
    else if (usage.replicas > static_cast<std::int64_t>(m_options.replicas.size()))
      keep(index, fmt::format("{} here, but perhaps on one of {} replicas; --replica names them",
                              seldom, usage.replicas));
    else if (index.serves_foreign_key)
      keep(index, seldom + ", but it spares deletes a look through the whole table (foreign key)");
    else if (has_expression)
      keep(index, seldom + ", but the planner may use the statistics of its expression");
    else
      drop(index, fmt::format("{} in {:.0f} days", seldom, usage.days),
           usage.days / (usage.days + k_half_sure_days));
  }

  // Of a partitioned index only the whole can be dropped.
  bool is_unused_whole(const Index& index) const {
    const Table* table = find_table(m_catalog, index.table);
    return index.partitioned && index.needed_for == "a partitioned table" && index.scans == 0 &&
           table != nullptr && table->partition_of == 0 &&
           m_catalog.usage.days >= m_options.unused_after_days;
  }

  void drop(const Index& index, const std::string& reason, double confidence) {
    m_dropped.insert(&index);
    m_out.drops.push_back(drop_advice(index, reason, confidence));
  }

  void keep(const Index& index, const std::string& reason) {
    m_out.kept.push_back({"drop index " + sql_name(index), reason});
  }

  const Catalog& m_catalog;
  const RecommendOptions& m_options;
  std::set<const Index*> m_dropped;
  DropAdvice m_out;
};

}  // namespace

Recommendation advice_about(RecommendationKind kind, const Index& index) {
  Recommendation advice;
  advice.id = env::stable_hash_hex(
      fmt::format("{} {} {}", to_string(kind), sql_name(index), index.definition));
  advice.kind = kind;
  advice.table = index.table;
  advice.name = index.name;
  advice.columns = index.keys;
  advice.include = index.include;
  advice.where = index.where;
  advice.method = index.method;
  advice.size_bytes = index.size_bytes;
  return advice;
}

Recommendation drop_advice(const Index& index, const std::string& reason, double confidence) {
  Recommendation advice = advice_about(RecommendationKind::drop_index, index);
  advice.ddl = "drop index " + sql_name(index);
  // A unique index is dropped only if it is invalid: making it anew may fail, so nothing takes
  // that back by itself.
  if (!index.unique) advice.undo_ddl = index.definition;
  advice.confidence = confidence;
  advice.reason = reason;
  return advice;
}

DropAdvice advise_drops(const Catalog& catalog, const RecommendOptions& options) {
  return DropAdviser(catalog, options).advise();
}

}  // namespace selfopt::advisor
