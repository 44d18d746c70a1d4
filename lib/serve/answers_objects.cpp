#include "pg/catalog.hpp"
#include "pg/load_history.hpp"
#include "serve/answers.hpp"
#include "serve/index_verdict.hpp"
#include "serve/json_answer.hpp"

namespace selfopt::serving {
namespace {

using exchange::JsonObject;

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

void append_table(const Table& table, std::string& out) {
  JsonObject object(out);
  object.text("table", table.sql_name);
  object.number("rows", table.rows);
  object.count("size_bytes", table.size_bytes);
  object.number("dead_rows", table.dead_rows);
  object.number("modified_rows", table.modified_rows);
  object.flag("analyzed", table.analyzed);
  object.flag("vacuumed", table.vacuumed);
  object.count("columns", std::ssize(table.columns));
  object.end();
}

void append_load(const pg::PastLoad& load, std::string& out) {
  JsonObject object(out);
  object.count("id", load.id);
  object.text("loaded_at", load.loaded_at);
  object.text("file", load.record.file);
  object.text("table", load.record.table_name);
  object.flag("loaded", load.record.loaded);
  object.count("rows_read", load.record.rows_read);
  object.count("rows_loaded", load.record.rows_loaded);
  object.count("rows_rejected", load.record.rows_rejected);
  object.count("bytes", load.record.bytes);
  object.number("seconds", load.record.seconds);
  exchange::append_json_array(object.begin("rejects"), load.rejects,
                              [&](const pg::RejectReason& reject) {
                                JsonObject one(out);
                                one.text("reason", reject.reason);
                                one.text_or_null("column", reject.column);
                                one.count("rows", reject.rows);
                                one.count("first_line", reject.first_line);
                                one.end();
                              });
  object.end();
}

}  // namespace

http::Response answer_indexes(Service& service, const Call&) {
  Catalog catalog;
  std::vector<pg::StoredAdvice> advice;
  service.database().with([&](pg::Session& session) {
    catalog = pg::read_catalog(session);
    advice = pg::stored_advice(session);
  });
  return json_answer([&](JsonObject& document, std::string& text) {
    document.number("scans_counted_days", catalog.usage.days);
    exchange::append_json_array(
        document.begin("indexes"), catalog.indexes, [&](const Index& index) {
          append_index(index, index_verdict(index, catalog.usage, advice), text);
        });
  });
}

http::Response answer_tables(Service& service, const Call&) {
  const Catalog catalog = service.database().with(pg::read_catalog);
  return json_answer([&](JsonObject& document, std::string& text) {
    exchange::append_json_array(document.begin("tables"), catalog.tables,
                                [&](const Table& table) { append_table(table, text); });
  });
}

http::Response answer_loads(Service& service, const Call& call) {
  constexpr std::int64_t k_usual = 50;
  constexpr std::int64_t k_most = 1000;
  const auto limit = call.parameters.limit(k_usual, k_most);
  const auto loads =
      service.database().with([&](pg::Session& session) { return pg::past_loads(session, limit); });
  return json_answer([&](JsonObject& document, std::string& text) {
    exchange::append_json_array(document.begin("loads"), loads,
                                [&](const pg::PastLoad& load) { append_load(load, text); });
  });
}

}  // namespace selfopt::serving
