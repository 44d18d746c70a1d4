#include <algorithm>

#include <fmt/format.h>

#include <selfopt/apply.hpp>
#include <selfopt/error.hpp>
#include <selfopt/recommendations.hpp>

#include "pg/index_build.hpp"
#include "pg/ledger.hpp"
#include "sql/identifier.hpp"
#include "sql/index_statement.hpp"

namespace selfopt {
namespace {

bool is_made_by_apply(RecommendationKind kind) {
  return kind == RecommendationKind::create_index || kind == RecommendationKind::drop_index;
}

// The document may come from anywhere, so its DDL is read, not believed: one statement, of the kind
// it says, about the index it names.
void check_ddl(const Recommendation& advice) {
  const bool creates = advice.kind == RecommendationKind::create_index;
  const auto statement = sql::read_index_statement(advice.ddl);
  const std::string kind = creates ? "CREATE INDEX" : "DROP INDEX";
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorKind::input, fmt::format("recommendation {}: its \"ddl\" {}", advice.id, what),
                advice.ddl,
                "Only what selfopt recommend wrote can be applied; nothing was changed.");
  };
  if (!statement || statement->creates != creates) refuse("is not one " + kind);
  if (statement->name != advice.name) refuse(fmt::format("is not about index \"{}\"", advice.name));
  if (statement->unique) refuse("makes a unique index, which could refuse rows");
  if (statement->if_exists_clause)
    refuse("has IF [NOT] EXISTS, which hides an invalid index of that name");
  if (creates && sql::quote_qualified(statement->schema, statement->table) != advice.table)
    refuse(fmt::format("is not about table {}", advice.table));
}

Action action_for(const Recommendation& advice) {
  Action action;
  action.recommendation_id = advice.id;
  action.kind = to_string(advice.kind);
  action.table = advice.table;
  action.name = advice.name;
  const bool ours = is_made_by_apply(advice.kind);
  action.ddl = ours ? concurrent_ddl(advice.ddl) : advice.ddl;
  if (ours && !advice.undo_ddl.empty()) action.undo_ddl = concurrent_ddl(advice.undo_ddl);
  if (ours) action.size_bytes = advice.size_bytes;
  action.state = "planned";
  return action;
}

bool made_by_us(pg::Session& session, const Recommendation& advice) {
  if (!pg::has_ledger(session)) return false;
  return std::ranges::any_of(pg::read_actions(session), [&](const Action& action) {
    return action.kind == to_string(RecommendationKind::create_index) && action.state == "done" &&
           action.table == advice.table && action.name == advice.name;
  });
}

// Why a change is not made although it is advised; empty if it is.
std::string reason_to_skip(pg::Session& session, const Recommendation& advice,
                           const ApplyOptions& options) {
  if (!is_made_by_apply(advice.kind)) return "apply does not do this by itself: run it by hand";
  const bool creates = advice.kind == RecommendationKind::create_index;
  const double least = creates ? options.min_create_confidence : options.min_drop_confidence;
  const double confidence = advice.confidence.value_or(1);
  if (confidence <= least)
    return fmt::format("confidence {:.2f} is not above {:.2f}", confidence, least);
  if (!pg::table_exists(session, advice.table))
    return fmt::format("table {} does not exist", advice.table);
  const auto present = pg::index_state(session, advice.table, advice.name);
  if (!creates) {
    if (!present) return "does not exist";
    return made_by_us(session, advice) ? "" : "selfopt did not make this index";
  }
  if (!present) return {};
  if (!present->valid) return fmt::format("an invalid index \"{}\" is in the way", advice.name);
  return "exists already";
}

}  // namespace

std::vector<Action> plan_actions(const Database& database, const Recommendations& advice,
                                 const ApplyOptions& options) {
  pg::Session session(database);
  for (const std::string& id : options.only)
    if (std::ranges::count(advice.recommendations, id, &Recommendation::id) == 0)
      throw Error(ErrorKind::input, fmt::format("there is no recommendation \"{}\"", id));
  std::vector<Action> actions;
  for (const Recommendation& one : advice.recommendations) {
    if (!options.only.empty() && std::ranges::count(options.only, one.id) == 0) continue;
    if (is_made_by_apply(one.kind)) check_ddl(one);
    Action action = action_for(one);
    action.message = reason_to_skip(session, one, options);
    if (!action.message.empty()) action.state = "skipped";
    actions.push_back(std::move(action));
  }
  return actions;
}

}  // namespace selfopt
