#include "exchange/plan_json.hpp"

#include <algorithm>

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

PlanNode read_node(const json& node);

// Citus gives the tables of a shard, and their indexes, the shard's number behind their names. The
// first of them is 102008.
void forget_shards(PlanNode& node) {
  constexpr std::size_t k_least_digits = 6;
  for (std::string* name : {&node.relation, &node.index}) {
    const std::size_t end = name->find_last_not_of("0123456789");
    if (end != std::string::npos && (*name)[end] == '_' && name->size() - end > k_least_digits)
      name->resize(end);
  }
  for (PlanNode& child : node.children)
    forget_shards(child);
}

// What stands at the top of a plan with distributed parts means nothing; what these cost does.
double cost_of(const PlanNode& node) {
  if (node.provider.starts_with("Citus") && !node.children.empty()) return node.total_cost;
  double distributed = 0;
  for (const PlanNode& child : node.children)
    if (is_distributed(child)) distributed += cost_of(child);
  return distributed > 0 ? distributed : node.total_cost;
}

// Calls \p read with each plan in \p part, which is a list of statements or of such lists.
template <typename Read>
void each_statement(const json& part, const Read& read) {
  if (part.is_array())
    for (const json& element : part)
      each_statement(element, read);
  else if (part.is_object() && part.contains("Plan") && part["Plan"].is_object())
    read(part["Plan"]);
}

// \returns what the parts that Citus runs beforehand cost, whose plans become children of \p node
double read_parts(const json& plans, PlanNode& node) {
  double cost = 0;
  each_statement(plans, [&](const json& plan) {
    node.children.push_back(read_node(plan));
    cost += cost_of(node.children.back());
  });
  return cost;
}

// Adds what all tasks cost and give. The plans of those that are shown become children of \p node,
// and stand for the others.
void read_tasks(const json& job, PlanNode& node) {
  if (!job.is_object() || !job.contains("Tasks")) return;
  double shown = 0;
  double cost = 0;
  node.rows = 0;
  for (const json& task : job["Tasks"])
    if (task.is_object() && task.contains("Remote Plan"))
      each_statement(task["Remote Plan"], [&](const json& plan) {
        node.children.push_back(read_node(plan));
        forget_shards(node.children.back());
        cost += node.children.back().total_cost;
        node.rows += node.children.back().rows;
        shown += 1;
      });
  if (shown == 0) return;
  const double scale = std::max(number(job, "Task Count").value_or(shown), shown) / shown;
  node.total_cost += cost * scale;
  node.rows *= scale;
}

void read_distributed(const json& json_node, PlanNode& node) {
  node.total_cost = 0;
  if (json_node.contains("Select Query"))
    node.total_cost += read_parts(json_node["Select Query"], node);
  const auto query = json_node.find("Distributed Query");
  if (query == json_node.end() || !query->is_object()) return;
  if (query->contains("Subplans"))
    for (const json& part : (*query)["Subplans"])
      if (part.is_object() && part.contains("PlannedStmt"))
        node.total_cost += read_parts(part["PlannedStmt"], node);
  if (query->contains("Job")) read_tasks((*query)["Job"], node);
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
  if (out.provider.starts_with("Citus")) read_distributed(node, out);
  return out;
}

// \returns what the tasks below \p node counted on their nodes
double counted_elsewhere(const PlanNode& node, std::optional<double> PlanNode::*counter) {
  const bool has_tasks = node.provider.starts_with("Citus");
  double sum = 0;
  for (const PlanNode& child : node.children)
    sum += (has_tasks ? (child.*counter).value_or(0) : 0) + counted_elsewhere(child, counter);
  return sum;
}

// A distributed plan is as much work as all its parts, wherever they are done.
void add_up_tasks(PlanNode& root) {
  root.total_cost = cost_of(root);
  for (auto PlanNode::*counter : {&PlanNode::shared_hit_blocks, &PlanNode::shared_read_blocks,
                                  &PlanNode::temp_written_blocks})
    if (root.*counter) *(root.*counter) += counted_elsewhere(root, counter);
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
  if (is_distributed(plan.root)) add_up_tasks(plan.root);
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
