#include <nlohmann/json.hpp>

#include <selfopt/actions.hpp>

namespace selfopt {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& value) {
  return value.empty() ? Json(nullptr) : Json(value);
}

template <typename Number>
Json number_or_null(const std::optional<Number>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json verification_json(const Verification& found) {
  Json statements = Json::array();
  for (const StatementOutcome& one : found.statements)
    statements.push_back({{"query_hash", one.query_hash},
                          {"before", one.before},
                          {"after", one.after},
                          {"calls", one.calls},
                          {"verdict", one.verdict},
                          {"uses_it", one.uses_it}});
  return {{"method", found.method},
          {"verdict", found.verdict},
          {"before", found.before},
          {"after", found.after},
          {"statements", std::move(statements)}};
}

Json outlook_json(const Outlook& outlook) {
  return {{"table_bytes", outlook.table_bytes},
          {"free_bytes", number_or_null(outlook.free_bytes)},
          {"lock", outlook.lock},
          {"estimated_ms", outlook.estimated_ms},
          {"risk", outlook.risk}};
}

}  // namespace

std::string to_jsonl(const Action& action) {
  Json line{{"id", action.id == 0 ? Json(nullptr) : Json(action.id)},
            {"recommendation_id", action.recommendation_id},
            {"kind", action.kind},
            {"table", action.table},
            {"name", action.name},
            {"ddl", action.ddl},
            {"undo_ddl", action.undo_ddl},
            {"state", action.state},
            {"started_at", text_or_null(action.started_at)},
            {"finished_at", text_or_null(action.finished_at)},
            {"duration_ms", number_or_null(action.duration_ms)},
            {"size_bytes", number_or_null(action.size_bytes)},
            {"message", text_or_null(action.message)}};
  if (!action.reason.empty()) line["reason"] = action.reason;
  if (!action.applied_by.empty()) line["applied_by"] = action.applied_by;
  if (!action.verification.method.empty())
    line["verification"] = verification_json(action.verification);
  if (action.state == "planned") line["outlook"] = outlook_json(action.outlook);
  return line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace selfopt
