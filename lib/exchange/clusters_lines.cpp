#include <string>

#include <fmt/format.h>

#include <selfopt/clusters.hpp>

#include "exchange/csv_text.hpp"
#include "exchange/fields.hpp"
#include "exchange/json_text.hpp"

namespace selfopt {
namespace {

// Six digits tell all distances apart that differ by more than rounding.
std::string distance_text(const ClusteredQuery& query) {
  return query.distance ? fmt::format("{:.6g}", *query.distance) : "";
}

}  // namespace

std::string to_jsonl(const ClusteredQuery& query, const std::string& cluster_name) {
  std::string line;
  exchange::JsonObject object(line);
  object.text("query_hash", query.query.query_hash);
  object.json("cluster", fmt::format("{}", query.cluster));
  object.json("distance", query.distance ? distance_text(query) : "null");
  object.text("cluster_name", cluster_name);
  object.json("outlier", query.outlier ? "true" : "false");
  if (!query.error.empty()) object.text("parse_error", query.error);
  exchange::FieldValue value;
  for (const auto& field : exchange::workload_fields()) {
    field.get(query.query, value);
    exchange::append_member(object, field.name, value);
  }
  object.members_of(query.query.other_keys);
  object.end();
  return line += '\n';
}

std::string clusters_csv_header() {
  return "query_hash,cluster,distance,cluster_name,outlier,calls,total_ms\n";
}

std::string to_csv(const ClusteredQuery& query, const std::string& cluster_name) {
  std::string line =
      fmt::format("{},{},{},", query.query.query_hash, query.cluster, distance_text(query));
  exchange::append_csv_field(line, cluster_name);
  line += fmt::format(",{},{},", query.outlier, query.query.calls);
  if (query.query.total_ms) exchange::append_json_number(line, *query.query.total_ms);
  return line += '\n';
}

}  // namespace selfopt
