#include "check/cause.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "check/plan_changes.hpp"

namespace selfopt::checking {
namespace {

constexpr double k_notable_growth = 1.1;
constexpr double k_stale_share = 0.2;  // of the rows, changed since ANALYZE
constexpr double k_wrong_estimate = 10;

std::string whole(double number) {
  return format_count(static_cast<std::int64_t>(number + 0.5));
}

std::string why_lost(const std::string& relation, const LostIndex& lost, const PlanNode* scan_now,
                     const Schema& schema, bool& exists) {
  const auto indexes = schema.indexes_of(relation);
  const auto found = std::ranges::find_if(indexes, [&](const Index* index) {
    return short_definition(index->definition) == lost.definition;
  });
  if (found == indexes.end()) {
    const bool same_name =
        std::ranges::any_of(indexes, [&](const Index* index) { return index->name == lost.name; });
    return same_name ? "is made otherwise now" : "is gone";
  }
  if (!(*found)->valid) return "is invalid: REINDEX it";
  exists = true;
  if (scan_now != nullptr && !(*found)->keys.empty() &&
      scan_now->filter.find((*found)->keys.front() + ")::") != std::string::npos)
    return "is there, but the condition casts its column";
  return "is there, but the planner prefers another way";
}

std::string settings_cause(const Observation& before, const Observation& after) {
  std::string text;
  const auto value = [](const Observation& seen, const std::string& name) {
    const auto found = seen.settings.find(name);
    return found == seen.settings.end() ? std::string("default") : found->second;
  };
  std::set<std::string> names;
  for (const auto& [name, unused] : before.settings)
    names.insert(name);
  for (const auto& [name, unused] : after.settings)
    names.insert(name);
  for (const std::string& name : names)
    if (value(before, name) != value(after, name))
      text += fmt::format("{}{} changed from {} to {}", text.empty() ? "setting " : ", ", name,
                          value(before, name), value(after, name));
  return text;
}

std::string table_cause(const std::string& name, const TableState& then, const TableState& now) {
  const double blocks =
      then.blocks > 0 ? static_cast<double>(now.blocks) / static_cast<double>(then.blocks) : 1;
  const double rows = then.rows > 0 && now.rows >= 0 ? now.rows / then.rows : 1;
  if (rows > k_notable_growth)
    return fmt::format("{} grew from {} to {} rows", name, whole(then.rows), whole(now.rows));
  if (blocks > k_notable_growth)
    return fmt::format(
        "{} grew from {} to {} blocks: wider rows, bloat, or rows that no ANALYZE "
        "has seen yet",
        name, format_count(then.blocks), format_count(now.blocks));
  return {};
}

std::string growth_cause(const Observation& before, const Observation& after) {
  std::string text;
  for (const auto& [name, now] : after.tables)
    if (const auto then = before.tables.find(name); then != before.tables.end())
      if (const std::string one = table_cause(name, then->second, now); !one.empty())
        text += (text.empty() ? "" : ", ") + one;
  return text;
}

bool is_far_off(const PlanNode& node) {
  if (!node.actual_rows || node.loops.value_or(1) == 0) return false;
  const double off = std::max(node.rows, 1.0) / std::max(*node.actual_rows, 1.0);
  return off > k_wrong_estimate || off < 1 / k_wrong_estimate;
}

std::string statistics_cause(const Observation& after, const Schema& schema) {
  for (const auto& [name, state] : after.tables) {
    const auto facts = schema.tables.find(name);
    if (facts == schema.tables.end()) continue;
    if (state.rows < 0 || (facts->second.analyzed_blocks == 0 && state.blocks > 0))
      return fmt::format("{} was never analysed: ANALYZE it", name);
    if (facts->second.changed_rows > k_stale_share * std::max(state.rows, 1.0))
      return fmt::format("statistics of {} are stale, {} rows changed since: ANALYZE it", name,
                         whole(facts->second.changed_rows));
    const Table* table = schema.table_of(name);
    if (table != nullptr && !table->columns.empty() &&
        std::ranges::none_of(table->columns, &Column::has_statistics))
      return fmt::format("there are no statistics of {}'s columns: ANALYZE it", name);
  }
  const PlanNode* wrong = find_node(after.plan, is_far_off);
  if (wrong == nullptr) return {};
  return fmt::format("the planner expected {} rows of {} and got {}", whole(wrong->rows),
                     wrong->relation.empty() ? wrong->type : wrong->relation,
                     whole(*wrong->actual_rows));
}

}  // namespace

std::vector<LostIndex> lost_indexes(const Observation& before, const Observation& after,
                                    const Schema& schema) {
  std::vector<LostIndex> lost;
  const auto scans_now = scans_by_alias(after.plan);
  for (const auto& [alias, scan] : scans_by_alias(before.plan)) {
    const auto now = scans_now.find(alias);
    std::set<std::string> definitions_now;
    if (now != scans_now.end())
      for (const auto& [name, definition] : indexes_of_scan(*now->second))
        definitions_now.insert(definition);
    for (const auto& [name, definition] : indexes_of_scan(*scan)) {
      if (definitions_now.contains(definition)) continue;
      LostIndex one{scan->relation, name, definition, {}, false};
      one.why = why_lost(scan->relation, one, now == scans_now.end() ? nullptr : now->second,
                         schema, one.exists);
      lost.push_back(std::move(one));
    }
  }
  return lost;
}

std::string likely_cause(const Observation& before, const Observation& after,
                         const Schema& schema) {
  if (before.query_hash != after.query_hash) return "the statement was changed";
  for (const LostIndex& lost : lost_indexes(before, after, schema))
    if (!lost.exists)
      return fmt::format("index {} ({}) on {} {}", lost.name, lost.definition, lost.relation,
                         lost.why);
  if (std::string settings = settings_cause(before, after); !settings.empty()) return settings;
  if (major_version(before) != major_version(after))
    return fmt::format("the server is PostgreSQL {} instead of {}", major_version(after),
                       major_version(before));
  std::string grown = growth_cause(before, after);
  const std::string statistics = statistics_cause(after, schema);
  if (!grown.empty() && !statistics.empty()) grown += "; ";
  return grown + statistics;
}

}  // namespace selfopt::checking
