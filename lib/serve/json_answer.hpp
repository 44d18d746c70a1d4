#pragma once

#include <string>

#include "exchange/json_text.hpp"
#include "http/message.hpp"

namespace selfopt::serving {

/// \param write is given the object to write, and the text that it is written to
/// \returns an answer with that object
template <typename Write>
http::Response json_answer(Write write) {
  http::Response response;
  exchange::JsonObject object(response.body);
  write(object, response.body);
  object.end();
  response.body += '\n';
  return response;
}

}  // namespace selfopt::serving
