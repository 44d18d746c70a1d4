#include "exchange/standing_json.hpp"
#include "pg/catalog.hpp"
#include "pg/load_history.hpp"
#include "pg/stored_advice.hpp"
#include "serve/answers.hpp"
#include "serve/json_answer.hpp"

namespace selfopt::serving {
namespace {

using exchange::JsonObject;

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

}  // namespace

http::Response answer_indexes(Service& service, const Call&) {
  Catalog catalog;
  std::vector<StandingAdvice> advice;
  service.database().with([&](pg::Session& session) {
    catalog = pg::read_catalog(session);
    advice = pg::stored_advice(session);
  });
  return json_answer([&](JsonObject& document, std::string& text) {
    document.number("scans_counted_days", catalog.usage.days);
    exchange::append_json_array(
        document.begin("indexes"), catalog.indexes, [&](const Index& index) {
          exchange::append_index(index, index_verdict(index, catalog.usage, advice), text);
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
                                [&](const PastLoad& load) { exchange::append_load(load, text); });
  });
}

}  // namespace selfopt::serving
