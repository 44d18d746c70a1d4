#include "exchange/standing_json.hpp"
#include "pg/stored_advice.hpp"
#include "serve/answers.hpp"
#include "serve/json_answer.hpp"

namespace selfopt::serving {

http::Response answer_recommendations(Service& service, const Call&) {
  const auto advice = service.database().with(pg::stored_advice);
  return json_answer([&](exchange::JsonObject& document, std::string& text) {
    exchange::append_json_array(
        document.begin("recommendations"), advice,
        [&](const StandingAdvice& one) { exchange::append_advice(one, text); });
  });
}

}  // namespace selfopt::serving
