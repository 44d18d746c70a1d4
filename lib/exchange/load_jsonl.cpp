#include "exchange/load_jsonl.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

namespace selfopt::exchange {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// More than microseconds would be noise.
double rounded(double seconds) {
  return std::round(seconds * 1e6) / 1e6;
}

}  // namespace

std::string write_load_report(const LoadReport& report) {
  Json columns = Json::array();
  for (const LoadedColumn& column : report.columns)
    columns.push_back(
        {{"name", column.name}, {"type", column.type}, {"nullable", column.nullable}});
  Json json{{"file", report.file},
            {"table", report.table},
            {"loaded", report.loaded},
            {"rows_read", report.rows_read},
            {"rows_loaded", report.rows_loaded},
            {"rows_rejected", report.rows_rejected},
            {"bytes", report.bytes},
            {"seconds", rounded(report.seconds)},
            {"columns", columns}};
  if (report.skipped) json["skipped"] = true;
  return dump(json) + "\n";
}

std::string write_load_options(const LoadOptions& options, const std::string& schema_hash) {
  constexpr const char* k_if_exists[] = {"replace", "upsert", "append", "fail"};
  constexpr const char* k_on_drift[] = {"fail", "widen", "ignore"};
  constexpr const char* k_periods[] = {"day", "week", "month", "quarter", "year"};
  Json json{{"if_exists", k_if_exists[static_cast<int>(options.if_exists)]},
            {"max_rejects", options.max_rejects.limit},
            {"max_rejects_is_percent", options.max_rejects.is_percent}};
  if (!schema_hash.empty()) json["schema_hash"] = schema_hash;
  if (options.on_drift) json["on_drift"] = k_on_drift[static_cast<int>(*options.on_drift)];
  if (!options.key.empty()) json["key"] = options.key;
  if (options.partition_by)
    json["partition_by"] = {{"period", k_periods[static_cast<int>(options.partition_by->period)]},
                            {"column", options.partition_by->column}};
  if (options.distribute_by) json["distribute_by"] = *options.distribute_by;
  if (!options.reference.empty()) json["reference"] = options.reference;
  if (options.colocate_with) json["colocate_with"] = *options.colocate_with;
  if (options.delimiter) json["delimiter"] = std::string(1, *options.delimiter);
  if (options.quote) json["quote"] = *options.quote == '\0' ? "" : std::string(1, *options.quote);
  if (options.encoding) json["encoding"] = *options.encoding;
  if (options.escape) json["escape"] = std::string(1, *options.escape);
  if (options.comment) json["comment"] = std::string(1, *options.comment);
  if (options.thousands) json["thousands"] = std::string(1, *options.thousands);
  if (options.decimal_point != '.') json["decimal"] = std::string(1, options.decimal_point);
  if (options.header) json["header"] = *options.header;
  if (options.trailing_delimiter) json["trailing_delimiter"] = *options.trailing_delimiter;
  if (options.day_first) json["day_first"] = *options.day_first;
  if (!options.null_tokens.empty()) json["null"] = options.null_tokens;
  if (options.trim) json["trim"] = true;
  return dump(json);
}

}  // namespace selfopt::exchange
