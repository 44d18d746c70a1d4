#include "exchange/features_lines.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include <selfopt/error.hpp>

#include "exchange/csv_text.hpp"
#include "exchange/fields.hpp"
#include "exchange/json_text.hpp"

namespace selfopt::exchange {
namespace {

bool is_feature(std::string_view name) {
  return std::ranges::any_of(features_fields(), [&](const auto& f) { return f.name == name; });
}
// The members of a Workload line less those that a Features line has itself.
const std::vector<Field<WorkloadQuery>>& other_workload_fields() {
  static const auto fields = [] {
    std::vector<Field<WorkloadQuery>> others;
    for (const auto& field : workload_fields())
      if (!is_feature(field.name)) others.push_back(field);
    return others;
  }();
  return fields;
}
bool is_field(std::string_view name) {
  return is_feature(name) || std::ranges::any_of(other_workload_fields(),
                                                 [&](const auto& f) { return f.name == name; });
}

std::string all_names() {
  std::string names;
  for (const auto& field : features_fields())
    names += (names.empty() ? "" : ", ") + std::string(field.name);
  for (const auto& field : other_workload_fields())
    names += ", " + std::string(field.name);
  return names;
}

void append_csv(std::string& line, const FieldValue& field) {
  if (field.kind == FieldValue::Kind::absent || field.value == "null") return;
  append_csv_field(line, field.value);
}

// Members that nobody knows, less those that a Features line has itself: the input may be one.
std::string foreign_members(const std::string& other_keys) {
  if (other_keys.empty()) return {};
  auto members = nlohmann::ordered_json::parse(other_keys);
  for (const auto& field : features_fields())
    members.erase(std::string(field.name));
  return members.dump();
}

}  // namespace

FeaturesLines::FeaturesLines(std::vector<std::string> fields) : m_fields(std::move(fields)) {
  for (const std::string& name : m_fields)
    if (!is_field(name))
      throw Error(ErrorKind::usage, "unknown field \"" + name + "\"", {},
                  "The fields are " + all_names() + ".");
}

bool FeaturesLines::wanted(std::string_view name) const {
  return m_fields.empty() || std::ranges::find(m_fields, name) != m_fields.end();
}

bool FeaturesLines::wanted_in_csv(std::string_view name, bool feature) const {
  constexpr std::array<std::string_view, 3> k_of_the_workload{"calls", "total_ms", "mean_ms"};
  if (!m_fields.empty() || feature) return wanted(name);
  return std::ranges::find(k_of_the_workload, name) != k_of_the_workload.end();
}

std::string FeaturesLines::json(const Features& features, const WorkloadQuery& query) const {
  constexpr std::size_t k_names_bytes = 600;
  constexpr std::size_t k_column_bytes = 100;
  std::string line;
  line.reserve(k_names_bytes + query.sql.size() + features.normalized_query.size() +
               k_column_bytes * features.columns.size());
  JsonObject object(line);
  FieldValue value;
  for (const auto& field : features_fields()) {
    if (!wanted(field.name)) continue;
    field.get(features, value);
    append_member(object, field.name, value);
  }
  for (const auto& field : other_workload_fields()) {
    if (!wanted(field.name)) continue;
    field.get(query, value);
    append_member(object, field.name, value);
  }
  if (m_fields.empty()) object.members_of(foreign_members(query.other_keys));
  object.end();
  return line += '\n';
}

std::string FeaturesLines::csv_header() const {
  std::string line;
  for (const auto& field : features_fields())
    if (wanted_in_csv(field.name, true)) line += std::string(field.name) + ',';
  for (const auto& field : other_workload_fields())
    if (wanted_in_csv(field.name, false)) line += std::string(field.name) + ',';
  line.back() = '\n';
  return line;
}

std::string FeaturesLines::csv(const Features& features, const WorkloadQuery& query) const {
  std::string line;
  FieldValue value;
  for (const auto& field : features_fields()) {
    if (!wanted_in_csv(field.name, true)) continue;
    field.get(features, value);
    append_csv(line, value);
    line += ',';
  }
  for (const auto& field : other_workload_fields()) {
    if (!wanted_in_csv(field.name, false)) continue;
    field.get(query, value);
    append_csv(line, value);
    line += ',';
  }
  line.back() = '\n';
  return line;
}

}  // namespace selfopt::exchange
