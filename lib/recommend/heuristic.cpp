#include "recommend/heuristic.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "recommend/advice.hpp"
#include "recommend/candidate_pool.hpp"
#include "recommend/candidates.hpp"

namespace selfopt::advisor {
namespace {

// A table of so few pages is read whole before an index is.
constexpr std::int64_t k_least_pages = 16;

// Less than what apply asks for: such an index is only made if somebody consents to guesses.
constexpr double k_confidence = 0.5;

struct Wish {
  IndexDefinition definition;
  std::vector<std::string> queries;  // hashes
  double calls = 0;
  std::int64_t size_bytes = 0;
};

// The widest search candidate with every equality in the order of selectivity comes first when
// sorted by the number of keys; ties go to the order of the definition.
const IndexDefinition* best_guess(const std::vector<IndexDefinition>& candidates) {
  const auto best = std::ranges::max_element(
      candidates, {}, [](const IndexDefinition& definition) { return definition.keys.size(); });
  return best == candidates.end() ? nullptr : &*best;
}

std::vector<Wish> wishes_of(const Catalog& catalog, const PreparedWorkload& workload,
                            const RecommendOptions& options) {
  std::map<IndexDefinition, Wish> wishes;
  for (const PreparedQuery& prepared : workload.queries) {
    for (const TableAccess& access : prepared.accesses) {
      if (access.table->pages < k_least_pages) continue;
      const auto candidates = search_candidates(access, options.max_width);
      const IndexDefinition* guess = best_guess(candidates);
      if (guess == nullptr || exists_already(*guess, catalog)) continue;
      Wish& wish = wishes[*guess];
      wish.definition = *guess;
      wish.queries.push_back(prepared.query.query_hash);
      wish.calls += static_cast<double>(prepared.query.calls);
      wish.size_bytes = built_size_bytes(catalog, *guess, 1);
    }
  }
  std::vector<Wish> ranked;
  for (auto& [definition, wish] : wishes)
    ranked.push_back(std::move(wish));
  std::ranges::stable_sort(ranked, std::ranges::greater{}, [](const Wish& wish) {
    return wish.calls / static_cast<double>(std::max<std::int64_t>(wish.size_bytes, 1));
  });
  return ranked;
}

// From PostgreSQL 18 on a search can skip through the few values of a leading column, so that an
// index may already serve what asks for its second column only. \returns the name of such an index,
// or ""
std::string skipped_through(const Catalog& catalog, const IndexDefinition& wish) {
  constexpr int k_first_with_skip_scan = 180000;
  constexpr double k_most_values = 100;
  const Table* table = find_table(catalog, wish.table);
  if (catalog.server_version < k_first_with_skip_scan || table == nullptr) return {};
  for (const Index& index : catalog.indexes) {
    if (index.table != wish.table || index.method != "btree" || !index.valid || index.where ||
        index.keys.size() < 2 || index.keys[1] != wish.keys.front().sql)
      continue;
    const auto leading = std::ranges::find(table->columns, index.keys[0], &Column::sql_name);
    if (leading != table->columns.end() && leading->distinct > 0 &&
        leading->distinct <= k_most_values)
      return index.name;
  }
  return {};
}

std::string reason_for(const Wish& wish, const Catalog& catalog) {
  const bool one = wish.queries.size() == 1;
  std::string reason = fmt::format("{} statement{} with {:.0f} calls ask{} for it; not verified",
                                   wish.queries.size(), one ? "" : "s", wish.calls, one ? "s" : "");
  if (const std::string index = skipped_through(catalog, wish.definition); !index.empty())
    reason += fmt::format("; PostgreSQL {} may do as well by skipping through {}",
                          catalog.server_version / 10000, index);
  return reason;
}

}  // namespace

Recommendations advise_without_planner(const Catalog& catalog, const PreparedWorkload& workload,
                                       const RecommendOptions& options) {
  Recommendations out;
  out.unsupported = workload.unsupported;
  out.queries = static_cast<std::int64_t>(workload.queries.size());
  for (const PreparedQuery& prepared : workload.queries)
    out.calls += prepared.query.calls;
  IndexNames names(catalog);
  for (const Wish& wish : wishes_of(catalog, workload, options)) {
    const auto count = static_cast<std::int64_t>(out.recommendations.size());
    if (options.max_indexes && count >= *options.max_indexes) break;
    if (options.budget_bytes && out.used_bytes + wish.size_bytes > *options.budget_bytes) continue;
    Recommendation advice = create_index_advice(catalog, wish.definition, names);
    advice.verified = false;
    advice.confidence = k_confidence;
    advice.size_bytes = wish.size_bytes;
    advice.reason = reason_for(wish, catalog);
    for (const std::string& hash : wish.queries)
      advice.queries.push_back({hash, 0, 0});
    out.used_bytes += wish.size_bytes;
    out.recommendations.push_back(std::move(advice));
  }
  return out;
}

}  // namespace selfopt::advisor
