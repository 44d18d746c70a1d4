#include "exchange/plan_lines.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

#include <nlohmann/json.hpp>

namespace selfopt::exchange {
namespace {

using Json = nlohmann::ordered_json;

void set_text(Json& line, const char* key, const std::string& text) {
  if (!text.empty()) line[key] = text;
}

void set_number(Json& line, const char* key, const std::optional<double>& number) {
  if (number) line[key] = *number;
}

std::optional<double> blocks_of(const PlanNode& node) {
  if (!node.shared_hit_blocks) return std::nullopt;
  return *node.shared_hit_blocks + node.shared_read_blocks.value_or(0);
}

void add_lines(const PlanNode& node, int depth, Json& lines) {
  Json line{{"depth", depth}, {"node", node.type}};
  set_text(line, "join", node.join_type);
  set_text(line, "table", node.relation);
  if (node.alias != node.relation.substr(node.relation.rfind('.') + 1))
    set_text(line, "alias", node.alias);
  set_text(line, "index", node.index);
  set_text(line, "definition", node.index_definition);
  set_text(line, "searched", node.condition);
  set_text(line, "filter", node.filter);
  set_text(line, "on", node.join_condition);
  line["estimated_rows"] = node.rows;
  set_number(line, "rows", node.actual_rows);
  if (node.loops && *node.loops != 1) line["loops"] = *node.loops;
  set_number(line, "blocks", blocks_of(node));
  if (node.spilled) line["spilled"] = true;
  lines.push_back(std::move(line));
  for (const PlanNode& child : node.children)
    add_lines(child, depth + 1, lines);
}

std::string text(const Json& line, const char* key) {
  const auto found = line.find(key);
  return found != line.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<double> number(const Json& line, const char* key) {
  const auto found = line.find(key);
  if (found == line.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

PlanNode read_line(const Json& line) {
  PlanNode node;
  node.type = text(line, "node");
  node.join_type = text(line, "join");
  node.relation = text(line, "table");
  node.alias = text(line, "alias");
  if (node.alias.empty()) node.alias = node.relation.substr(node.relation.rfind('.') + 1);
  node.index = text(line, "index");
  node.index_definition = text(line, "definition");
  node.condition = text(line, "searched");
  node.filter = text(line, "filter");
  node.join_condition = text(line, "on");
  node.rows = number(line, "estimated_rows").value_or(0);
  node.actual_rows = number(line, "rows");
  if (node.actual_rows) node.loops = number(line, "loops").value_or(1);
  node.shared_hit_blocks = number(line, "blocks");
  node.spilled = line.contains("spilled");
  return node;
}

// Reads the node at \p place and those below it. \returns the place after them
std::size_t read_below(const Json& lines, std::size_t place, double depth, PlanNode& node) {
  node = read_line(lines[place]);
  for (++place; place < lines.size() && number(lines[place], "depth") == depth + 1;) {
    PlanNode child;
    place = read_below(lines, place, depth + 1, child);
    node.children.push_back(std::move(child));
  }
  return place;
}

}  // namespace

Json plan_lines(const PlanNode& plan) {
  Json lines = Json::array();
  add_lines(plan, 0, lines);
  return lines;
}

bool read_plan_lines(const Json& lines, PlanNode& plan) {
  constexpr double k_deepest = 1000;  // no plan is, and each level takes some of the stack
  if (lines.empty() || number(lines[0], "depth") != 0.0) return false;
  for (const Json& line : lines)
    if (!line.is_object() || text(line, "node").empty() ||
        number(line, "depth").value_or(0) > k_deepest)
      return false;
  return read_below(lines, 0, 0, plan) == lines.size();
}

}  // namespace selfopt::exchange
