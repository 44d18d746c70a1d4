#include "exchange/plan_json.hpp"

#include <nlohmann/json.hpp>

#include <selfopt/error.hpp>

#include "exchange/json_text.hpp"

namespace selfopt::exchange {
namespace {

using nlohmann::json;

std::string text(const json& node, const char* key) {
  const auto found = node.find(key);
  return found != node.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<double> number(const json& node, const char* key) {
  const auto found = node.find(key);
  if (found == node.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

std::vector<std::string> texts(const json& node, const char* key) {
  std::vector<std::string> out;
  const auto found = node.find(key);
  if (found == node.end() || !found->is_array()) return out;
  for (const json& element : *found)
    if (element.is_string()) out.push_back(element.get<std::string>());
  return out;
}

std::string join_condition(const json& node) {
  std::string condition;
  for (const char* key : {"Hash Cond", "Merge Cond", "Join Filter"})
    if (const std::string part = text(node, key); !part.empty())
      condition += (condition.empty() ? "" : " AND ") + part;
  return condition;
}

std::optional<double> removed_rows(const json& node) {
  std::optional<double> removed;
  for (const char* key :
       {"Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck"})
    if (const auto rows = number(node, key)) removed = removed.value_or(0) + *rows;
  return removed;
}

// A sort says where it was done; a hash join's hash that it took several batches, a hash aggregate
// what it put on disk.
bool has_spilled(const json& node) {
  return text(node, "Sort Space Type") == "Disk" || number(node, "Hash Batches").value_or(1) > 1 ||
         (text(node, "Node Type") == "Aggregate" && number(node, "Disk Usage").value_or(0) > 0);
}

PlanNode read_node(const json& node) {
  PlanNode out;
  out.type = text(node, "Node Type");
  out.relation = text(node, "Relation Name");
  if (const std::string schema = text(node, "Schema"); !schema.empty())
    out.relation = schema + "." + out.relation;
  out.alias = text(node, "Alias");
  out.index = text(node, "Index Name");
  out.filter = text(node, "Filter");
  out.condition = text(node, node.contains("Index Cond") ? "Index Cond" : "Recheck Cond");
  out.join_condition = join_condition(node);
  out.group_keys = texts(node, "Group Key");
  out.join_type = text(node, "Join Type");
  out.place = text(node, "Parent Relationship");
  out.provider = text(node, "Custom Plan Provider");
  out.strategy = text(node, "Strategy");
  out.width = number(node, "Plan Width").value_or(0);
  out.workers = number(node, "Workers Planned").value_or(0);
  out.startup_cost = number(node, "Startup Cost").value_or(0);
  out.total_cost = number(node, "Total Cost").value_or(0);
  out.rows = number(node, "Plan Rows").value_or(0);
  out.actual_rows = number(node, "Actual Rows");
  out.actual_ms = number(node, "Actual Total Time");
  out.loops = number(node, "Actual Loops");
  out.shared_hit_blocks = number(node, "Shared Hit Blocks");
  out.shared_read_blocks = number(node, "Shared Read Blocks");
  out.temp_written_blocks = number(node, "Temp Written Blocks");
  out.removed_rows = removed_rows(node);
  out.spilled = has_spilled(node);
  if (const auto children = node.find("Plans"); children != node.end())
    for (const json& child : *children)
      if (child.is_object()) out.children.push_back(read_node(child));
  return out;
}

Error unreadable() {
  return Error(ErrorKind::database, "the server's answer to EXPLAIN could not be read");
}

}  // namespace

Plan read_plan(std::string_view json_text) {
  if (json_depth(json_text) > k_deepest_json) throw unreadable();
  const json document = json::parse(json_text, nullptr, false);
  if (!document.is_array() || document.empty() || !document[0].is_object() ||
      !document[0].contains("Plan") || !document[0]["Plan"].is_object())
    throw unreadable();
  Plan plan;
  plan.root = read_node(document[0]["Plan"]);
  plan.planning_ms = number(document[0], "Planning Time");
  plan.execution_ms = number(document[0], "Execution Time");
  return plan;
}

std::string on_one_line(std::string_view json_text) {
  const auto document = nlohmann::ordered_json::parse(json_text, nullptr, false);
  if (document.is_discarded()) throw unreadable();
  return document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace selfopt::exchange
