#include "serve/advice_json.hpp"

#include <selfopt/actions.hpp>

namespace selfopt::serving {

void append_figures(const Recommendation& advice, exchange::JsonObject& object) {
  object.text("ddl", advice.ddl);
  object.count("size_bytes", advice.size_bytes);
  object.number("benefit", advice.benefit);
  object.number_or_null("confidence", advice.confidence);
  object.text("reason", advice.reason);
}

void append_advice(const pg::StoredAdvice& stored, std::string& out) {
  const Recommendation& advice = stored.advice;
  exchange::JsonObject object(out);
  object.text("id", advice.id);
  object.text("kind", to_string(advice.kind));
  object.text("table", advice.table);
  object.text("name", advice.name);
  append_figures(advice, object);
  object.text("first_advised", stored.first_advised);
  object.text("last_advised", stored.last_advised);
  object.count("times", stored.times);
  object.end();
}

void append_action(const Action& action, std::string& out) {
  const std::string line = to_jsonl(action);
  out.append(line, 0, line.size() - 1);
}

}  // namespace selfopt::serving
