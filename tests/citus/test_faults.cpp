// What a network between coordinator and worker does in practice: a worker that is gone, one that
// hangs, connections that are cut, and a worker that comes back.

#include <algorithm>
#include <chrono>
#include <thread>

#include <fmt/format.h>

#include <selfopt/apply.hpp>
#include <selfopt/check.hpp>
#include <selfopt/collect.hpp>
#include <selfopt/error.hpp>
#include <selfopt/etl.hpp>
#include <selfopt/recommend.hpp>
#include <selfopt/report.hpp>

#include "pg/node_pulse.hpp"
#include "pg/session.hpp"
#include "pg/shard_indexes.hpp"
#include "support/catch.hpp"
#include "support/citus_database.hpp"
#include "support/sales_index.hpp"
#include "support/small_workload.hpp"
#include "support/temporary_files.hpp"

using namespace selfopt;
using namespace std::chrono_literals;
using test::CitusDatabase;
using test::LastWorker;
using test::parts;
using test::sales_index;
using test::small_workload;
using test::unverified;

namespace {

using Clock = std::chrono::steady_clock;

void fill(const CitusDatabase& db) {
  db.run({"create table sales (id int, customer int, product int, note text)",
          "select create_distributed_table('sales', 'customer', shard_count => 4)",
          "insert into sales select i, i % 1999, i % 500, repeat('x', 40)"
          " from generate_series(1, 40000) i",
          "create index cold on sales (note)", "vacuum analyze sales"});
}

CheckedStatement by_product() {
  CheckedStatement statement;
  statement.id = "by_product";
  statement.sql = "select count(*) from sales where product = 77";
  return statement;
}

/// Spoils the link as soon as \p condition holds, while something else runs.
class Spoiler {
 public:
  Spoiler(std::function<bool()> condition, std::function<void()> spoil)
      : m_thread([condition = std::move(condition), spoil = std::move(spoil)] {
          for (int i = 0; i < 500 && !condition(); ++i)
            std::this_thread::sleep_for(20ms);
          spoil();
        }) {}

 private:
  std::jthread m_thread;
};

bool builds(const Database& node) {
  return test::value_on(node,
                        "select count(*) from pg_stat_progress_create_index"
                        " where datname = current_database()") != "0";
}

enum class Fault { gone, frozen };

void spoil(CitusDatabase& db, Fault fault) {
  fault == Fault::gone ? db.link().go_away() : db.link().freeze();
}

}  // namespace

TEST_CASE("a node's silence is noticed, and its return", "[.][citus]") {
  CitusDatabase db(LastWorker::over_link);
  const pg::NodePulse pulse(db.database());
  std::this_thread::sleep_for(2s);
  CHECK(!pulse.silence());
  const Fault fault = GENERATE(Fault::gone, Fault::frozen);
  spoil(db, fault);
  const auto wait_until = [&](bool silent) {
    for (int i = 0; i < 300 && pulse.silence().has_value() != silent; ++i)
      std::this_thread::sleep_for(50ms);
    return pulse.silence().has_value() == silent;
  };
  CHECK(wait_until(true));
  CHECK(pulse.silence()->node == db.linked_node());
  db.link().come_back();
  db.link().thaw();
  CHECK(wait_until(false));
}

TEST_CASE("commands that read end when a worker is away", "[.][citus]") {
  CitusDatabase db(LastWorker::over_link);
  fill(db);
  const Fault fault = GENERATE(Fault::gone, Fault::frozen);
  spoil(db, fault);
  const auto start = Clock::now();

  CollectOptions collecting;
  collecting.store = false;
  CHECK_NOTHROW(collect(db.database(), collecting));

  RecommendOptions advising;
  advising.unused_after_days = 0;
  const Recommendations found = recommend(
      db.database(), small_workload({"select id from sales where product = 77"}), advising);
  REQUIRE(found.unsupported.size() == 1);
  CHECK(found.unsupported[0].reason.starts_with("not costed: public.sales is distributed"));
  CHECK(found.recommendations.empty());

  const Performance shown = report(db.database(), {});
  REQUIRE(shown.nodes.size() == 3);
  CHECK(shown.nodes[1].size_bytes.value_or(0) > 0);
  CHECK(!shown.nodes[2].size_bytes);

  const auto planned = plan_actions(db.database(), sales_index(), unverified());
  REQUIRE(planned.size() == 1);
  CHECK(planned[0].state == "skipped");
  CHECK(planned[0].message.starts_with("node " + db.linked_node() + " cannot be seen"));
  CHECK(Clock::now() - start < 60s);
}

TEST_CASE("a statement that needs a worker that is away is an error, not a wait", "[.][citus]") {
  CitusDatabase db(LastWorker::over_link);
  fill(db);
  const Fault fault = GENERATE(Fault::gone, Fault::frozen);
  spoil(db, fault);
  CheckOptions options;
  options.mode = CheckMode::buffers;
  options.timeout_ms = 4000;
  const auto start = Clock::now();
  const Findings found = check(db.database(), {by_product()}, std::nullopt, options);
  CHECK(Clock::now() - start < 60s);
  REQUIRE(found.queries.size() == 1);
  CHECK_FALSE(found.queries[0].after.error.empty());
  db.link().come_back();
  db.link().thaw();
  const Findings well = check(db.database(), {by_product()}, std::nullopt, options);
  CHECK(well.queries[0].after.error.empty());
}

TEST_CASE("a build that loses a worker is cleaned up when it is back", "[.][citus]") {
  CitusDatabase db(LastWorker::over_link);
  fill(db);
  const Fault fault = GENERATE(Fault::gone, Fault::frozen);
  ApplyOptions options = unverified();
  options.max_wait_ms = 3000;
  const auto start = Clock::now();
  {
    const test::LongReader reader(db.workers().back());
    const Spoiler spoiler([&] { return builds(db.workers().back()); }, [&] { spoil(db, fault); });
    const auto made = apply(db.database(), sales_index(), options);
    REQUIRE(made.size() == 1);
    CHECK(made[0].state == "intended");
    CHECK(made[0].message.find('\n') == std::string::npos);
    if (fault == Fault::frozen)
      CHECK(made[0].message.find(db.linked_node() + ", which does not answer") !=
            std::string::npos);
  }
  CHECK(Clock::now() - start < 90s);
  db.link().come_back();
  db.link().thaw();
  for (int i = 0; i < 20; ++i) {  // the coordinator may still have to notice
    try {
      resume_actions(db.database(), options);
      break;
    } catch (const Error& error) {
      INFO(error.message());
      std::this_thread::sleep_for(1s);
    }
  }
  CHECK(parts(db).parts.empty());
  CHECK(db.value("select count(*) from pg_class where relname = 'sales_product'") == "0");
  CHECK(db.value("select string_agg(distinct state, ',') from selfopt.actions") == "failed");
  const auto again = apply(db.database(), sales_index(), options);
  REQUIRE(again.size() == 1);
  CHECK(parts(db).wanted == 4);
}

TEST_CASE("connections that are cut do not end advice", "[.][citus]") {
  CitusDatabase db(LastWorker::over_link);
  fill(db);
  const Workload workload = small_workload({"select id from sales where product = 77",
                                            "select id from sales where product = 5 and id > 7",
                                            "select max(id) from sales where note = 'x'"});
  const Recommendations calm = recommend(db.database(), workload, {});
  Recommendations cut;
  {
    const std::jthread cutter([&] {
      std::this_thread::sleep_for(300ms);
      db.link().cut();
    });
    cut = recommend(db.database(), workload, {});
  }
  CHECK(cut.recommendations.size() == calm.recommendations.size());
  CHECK(cut.cost_after == Approx(calm.cost_after).epsilon(0.01));
}

TEST_CASE("a load that loses a worker fails and leaves nothing", "[.][citus]") {
  CitusDatabase db(LastWorker::over_link);
  const test::TemporaryFiles files;
  std::string text = "id,customer,amount\n";
  for (int i = 0; i < 400000; ++i)
    text += fmt::format("{},{},{}\n", i, i % 997, i % 7);
  LoadOptions options;
  options.inputs = {files.write("sales.csv", text)};
  options.distribute_by = "customer";
  options.jobs = GENERATE(1, 2);
  options.share_from_bytes = 1000;
  const Fault fault = GENERATE(Fault::gone, Fault::frozen);
  const auto start = Clock::now();
  {
    const Spoiler spoiler(
        [&] {
          return test::value_on(db.workers().back(),
                                "select count(*) from pg_stat_activity where query ilike 'copy %'"
                                " and datname = current_database()") != "0";
        },
        [&] { spoil(db, fault); });
    const LoadResult loaded = load_files(db.database(), options);
    REQUIRE(loaded.failures.size() == 1);
    CHECK(loaded.failures.front().message().find('\n') == std::string::npos);
  }
  CHECK(Clock::now() - start < 90s);
  db.link().come_back();
  db.link().thaw();
  CHECK(load_files(db.database(), options).failures.empty());
  CHECK(db.value("select count(*) from bronze.sales") == "400000");
}
