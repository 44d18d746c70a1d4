#include "recommend/existing_indexes.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "pg/session.hpp"
#include "recommend/bloat.hpp"
#include "recommend/drops.hpp"
#include "sql/identifier.hpp"

namespace selfopt::advisor {
namespace {

void add(Recommendations& advice, std::vector<Recommendation> more) {
  for (Recommendation& one : more) {
    one.cost_before = one.cost_after = advice.cost_after;
    advice.recommendations.push_back(std::move(one));
  }
}

bool is_dropped(const Recommendations& advice, const Recommendation& reindex) {
  return std::ranges::any_of(advice.recommendations, [&](const Recommendation& one) {
    return one.kind == RecommendationKind::drop_index && one.table == reindex.table &&
           one.name == reindex.name;
  });
}

BloatAdvice find_bloat(const Database& database, const Catalog& catalog) {
  std::optional<pg::Session> session;  // connects when there is something to measure
  const auto extension = catalog.extensions.find("pgstattuple");
  return advise_reindex(catalog, [&](const Index& index) -> std::optional<pg::IndexDensity> {
    if (extension == catalog.extensions.end()) return std::nullopt;
    if (!session) session.emplace(database);
    return pg::read_index_density(*session, extension->second,
                                  sql::quote_qualified(index.schema, index.name));
  });
}

}  // namespace

void judge_existing(Recommendations& advice, const Database& database, const Catalog& catalog,
                    const RecommendOptions& options) {
  DropAdvice found = advise_drops(catalog, options);
  add(advice, std::move(found.drops));
  BloatAdvice bloat = find_bloat(database, catalog);
  std::erase_if(bloat.reindexes, [&](const auto& one) { return is_dropped(advice, one); });
  add(advice, std::move(bloat.reindexes));
  for (auto* kept : {&found.kept, &bloat.kept})
    advice.rejected.insert(advice.rejected.end(), kept->begin(), kept->end());
}

}  // namespace selfopt::advisor
