#include "exchange/standing_json.hpp"

#include <selfopt/actions.hpp>

namespace selfopt::exchange {

void append_figures(const Recommendation& advice, JsonObject& object) {
  object.text("ddl", advice.ddl);
  object.count("size_bytes", advice.size_bytes);
  object.number("benefit", advice.benefit);
  object.number_or_null("confidence", advice.confidence);
  object.text("reason", advice.reason);
}

void append_advice(const StandingAdvice& stored, std::string& out) {
  const Recommendation& advice = stored.advice;
  JsonObject object(out);
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

void append_index(const Index& index, const std::string& verdict, std::string& out) {
  JsonObject object(out);
  object.text("schema", index.schema);
  object.text("name", index.name);
  object.text("table", index.table);
  object.text("definition", index.definition);
  object.count("size_bytes", index.size_bytes);
  object.count("scans", index.scans);
  object.flag("valid", index.valid);
  object.flag("unique", index.unique);
  object.text_or_null("needed_for", index.needed_for);
  object.text("verdict", verdict);
  object.end();
}

void append_load(const PastLoad& load, std::string& out) {
  JsonObject object(out);
  object.count("id", load.id);
  object.text("loaded_at", load.loaded_at);
  object.text("file", load.file);
  object.text("table", load.table);
  object.flag("loaded", load.loaded);
  object.count("rows_read", load.rows_read);
  object.count("rows_loaded", load.rows_loaded);
  object.count("rows_rejected", load.rows_rejected);
  object.count("bytes", load.bytes);
  object.number("seconds", load.seconds);
  append_json_array(object.begin("rejects"), load.rejects, [&](const RejectReason& reject) {
    JsonObject one(out);
    one.text("reason", reject.reason);
    one.text_or_null("column", reject.column);
    one.count("rows", reject.rows);
    one.count("first_line", reject.first_line);
    one.end();
  });
  object.end();
}

}  // namespace selfopt::exchange
