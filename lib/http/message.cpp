#include "http/message.hpp"

#include "exchange/json_text.hpp"

namespace selfopt::http {

Response error_response(int status, const std::string& message, const std::string& hint) {
  Response response;
  response.status = status;
  exchange::JsonObject object(response.body);
  object.text("error", message);
  if (!hint.empty()) object.text("hint", hint);
  object.end();
  response.body += '\n';
  return response;
}

}  // namespace selfopt::http
