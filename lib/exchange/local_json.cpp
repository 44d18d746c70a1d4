#include "exchange/local_json.hpp"

#include <nlohmann/json.hpp>

namespace selfopt::exchange {

std::string write_local_status(const LocalStatus& status) {
  nlohmann::ordered_json document{
      {"schema", "selfopt.local/1"},
      {"installed", status.installed},
      {"created", status.created},
      {"running", status.running},
      {"folder", status.folder},
      {"uri", status.uri},
      {"server_program", status.server_program},
      {"server_version", status.server_version},
      {"runs_as", status.runs_as},
      {"pid", nullptr},
      {"size_bytes", status.size_bytes},
  };
  if (status.pid) document["pid"] = *status.pid;
  // A folder's name may be any bytes; those that are no UTF-8 are shown as U+FFFD.
  return document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace selfopt::exchange
