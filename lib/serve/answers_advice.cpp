#include "exchange/json_text.hpp"
#include "serve/advice_json.hpp"
#include "serve/answers.hpp"

namespace selfopt::serving {

http::Response answer_recommendations(Service& service, const Call&) {
  const auto advice = service.database().with(pg::stored_advice);
  http::Response response;
  exchange::JsonObject document(response.body);
  exchange::append_json_array(
      document.begin("recommendations"), advice,
      [&](const pg::StoredAdvice& one) { append_advice(one, response.body); });
  document.end();
  response.body += '\n';
  return response;
}

}  // namespace selfopt::serving
