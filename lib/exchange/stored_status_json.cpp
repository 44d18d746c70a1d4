#include "exchange/stored_status_json.hpp"

#include <nlohmann/json.hpp>

namespace selfopt::exchange {
namespace {

using Json = nlohmann::json;

template <typename Value>
void read(const Json& document, const char* key, Value& value) {
  const auto found = document.find(key);
  if (found == document.end()) return;
  try {
    value = found->get<Value>();
  } catch (const Json::exception&) {  // of another kind, or null
  }
}

}  // namespace

WatchStatus read_status(std::string_view json) {
  WatchStatus status;
  const Json document = Json::parse(json, nullptr, false);
  if (!document.is_object()) return status;
  read(document, "database", status.database);
  read(document, "pid", status.pid);
  read(document, "status", status.status);
  read(document, "applies", status.applies);
  read(document, "circuit_open", status.circuit_open);
  read(document, "cycle", status.cycle);
  read(document, "started_at", status.started_at);
  read(document, "last_cycle", status.last_cycle);
  read(document, "last_optimization", status.last_optimization);
  read(document, "next_cycle", status.next_cycle);
  read(document, "statements", status.statements);
  read(document, "recommendations_count", status.recommendations_count);
  read(document, "held_back", status.held_back);
  read(document, "cost_before", status.cost_before);
  read(document, "cost_after", status.cost_after);
  read(document, "failures", status.failures);
  read(document, "last_error", status.last_error);
  return status;
}

}  // namespace selfopt::exchange
