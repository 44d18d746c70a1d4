#include <nlohmann/json.hpp>

#include <selfopt/watch.hpp>

namespace selfopt {
namespace {

using Json = nlohmann::ordered_json;

Json number_or_null(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json write_model(const ModelStatus& model) {
  return {{"id", model.id},
          {"trained_at", model.trained_at},
          {"rows", model.rows},
          {"q_error_p50", model.q_error_p50},
          {"recent_q_error_p50", number_or_null(model.recent_q_error_p50)},
          {"last_training",
           {{"trained_at", model.last_trained_at},
            {"reason", model.last_reason},
            {"q_error_p50", model.last_q_error_p50},
            {"champion_q_error_p50", number_or_null(model.last_champion_q_error_p50)},
            {"kept", model.last_kept}}}};
}

}  // namespace

std::string to_json(const WatchStatus& status) {
  const auto text = [](const std::string& value) {
    return value.empty() ? Json(nullptr) : Json(value);
  };
  const Json document{{"schema", "selfopt.status/1"},
                      {"database", status.database},
                      {"pid", status.pid},
                      {"status", status.status},
                      {"applies", status.applies},
                      {"circuit_open", status.circuit_open},
                      {"cycle", status.cycle},
                      {"cycle_id", text(status.cycle_id)},
                      {"started_at", text(status.started_at)},
                      {"last_cycle", text(status.last_cycle)},
                      {"last_optimization", text(status.last_optimization)},
                      {"next_cycle", text(status.next_cycle)},
                      {"statements", status.statements},
                      {"unreadable", status.unreadable},
                      {"clusters", status.clusters},
                      {"largest_cluster", text(status.largest_cluster)},
                      {"largest_share", status.largest_share},
                      {"drift", status.drift},
                      {"recommendations_count", status.recommendations_count},
                      {"held_back", status.held_back},
                      {"cost_before", status.cost_before},
                      {"cost_after", status.cost_after},
                      {"changes_done", status.changes_done},
                      {"changes_reverted", status.changes_reverted},
                      {"model", status.model ? write_model(*status.model) : Json(nullptr)},
                      {"failures", status.failures},
                      {"last_error", text(status.last_error)}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace selfopt
