#include <nlohmann/json.hpp>

#include <selfopt/actions.hpp>

namespace selfopt {

std::string to_jsonl(const Action& action) {
  using Json = nlohmann::ordered_json;
  const auto text = [](const std::string& value) {
    return value.empty() ? Json(nullptr) : Json(value);
  };
  const Json line{{"id", action.id == 0 ? Json(nullptr) : Json(action.id)},
                  {"recommendation_id", action.recommendation_id},
                  {"kind", action.kind},
                  {"table", action.table},
                  {"name", action.name},
                  {"ddl", action.ddl},
                  {"undo_ddl", action.undo_ddl},
                  {"state", action.state},
                  {"started_at", text(action.started_at)},
                  {"finished_at", text(action.finished_at)},
                  {"duration_ms", action.duration_ms ? Json(*action.duration_ms) : Json(nullptr)},
                  {"size_bytes", action.size_bytes ? Json(*action.size_bytes) : Json(nullptr)},
                  {"message", text(action.message)}};
  return line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace selfopt
