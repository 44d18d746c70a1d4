#include "pg/model_store.hpp"
#include "pg/schema.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;

namespace {

pg::StoredTraining training_of(const std::string& content, bool kept) {
  pg::StoredTraining training;
  training.reason = "there is no model yet";
  training.learned_until = "2026-11-25T01:00:00Z";
  training.measurements = 50;
  training.rows_judged = 20;
  training.q_error_p50 = 1.5;
  training.q_error_p95 = 4;
  training.kept = kept;
  training.content = content;
  return training;
}

Prediction said(const std::string& hash, double ms) {
  Prediction prediction;
  prediction.query_hash = hash;
  prediction.predicted_ms = ms;
  prediction.low_ms = ms / 2;
  prediction.high_ms = ms * 2;
  return prediction;
}

}  // namespace

TEST_CASE("the model that was kept last is in use, byte for byte", "[server]") {
  const test::TemporaryDatabase database;
  pg::Session session(database.database());
  pg::ensure_schema(session);
  CHECK_FALSE(pg::read_model(session));
  CHECK_FALSE(pg::last_training(session));

  std::string bytes;
  for (int byte = 0; byte < 256; ++byte)
    bytes += static_cast<char>(byte);
  const std::int64_t first = pg::store_training(session, training_of("first", true));
  const std::int64_t second = pg::store_training(session, training_of(bytes, true));
  pg::store_training(session, training_of("worse", false));
  const auto model = pg::read_model(session);
  REQUIRE(model);
  CHECK(model->id == second);
  CHECK(model->content == bytes);
  CHECK(model->q_error_p50 == Approx(1.5));
  CHECK_FALSE(pg::last_training(session)->kept);
  CHECK(database.value("select count(*) from selfopt.models where content is not null") == "1");
  CHECK(database.value("select kept from selfopt.models where id = " + std::to_string(first)) ==
        "t");
}

TEST_CASE("only what is new is remembered of predictions", "[server]") {
  const test::TemporaryDatabase database;
  pg::Session session(database.database());
  pg::ensure_schema(session);
  const std::int64_t id = pg::store_training(session, training_of("m", true));
  Prediction refused;
  refused.query_hash = "c";
  refused.reason = "it is too far away";
  pg::store_predictions(session, id, {said("a", 10), said("b", 20), said("b", 20), refused});
  pg::store_predictions(session, id, {said("a", 10.05), said("b", 30)});
  CHECK(database.value("select string_agg(query_hash || predicted_ms, ' ' order by id)"
                       " from selfopt.predictions") == "a10 b20 b30");
}

TEST_CASE("new measurements are counted and compared with what was foretold", "[server]") {
  const test::TemporaryDatabase database;
  pg::Session session(database.database());
  pg::ensure_schema(session);
  CHECK(pg::new_measurements(session, "", 0).count == 0);
  const std::int64_t id = pg::store_training(session, training_of("m", true));
  pg::store_predictions(session, id, {said("a", 10)});
  database.run(
      "insert into selfopt.performance_metrics (\"timestamp\", source, query_hash, query_text,"
      " database_name, calls, execution_time_ms) values"
      " (now() - interval '1 hour', 'replay', 'a', 'select 1', null, 1, 1),"
      " (now() + interval '1 second', 'replay', 'a', 'select 1', current_database(), 1, 30),"
      " (now() + interval '1 second', 'replay', 'b', 'select 2', current_database(), 1, 5),"
      " (now() + interval '1 second', 'replay', 'b', 'select 2', 'another', 1, 5)");
  const pg::NewMeasurements all = pg::new_measurements(session, "", id);
  CHECK(all.count == 3);
  CHECK(all.foretold == 1);
  CHECK(all.q_error_p50 == Approx(3).epsilon(0.01));
  CHECK_FALSE(all.until.empty());
  CHECK(pg::new_measurements(session, all.until, id).count == 0);
}
