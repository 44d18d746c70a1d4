#include <selfopt/error.hpp>
#include <selfopt/recommendations.hpp>

#include "support/catch.hpp"

using namespace selfopt;

namespace {

Recommendations sample() {
  Recommendations advice;
  advice.database = "dw";
  advice.cost_before = 10;
  advice.cost_after = 4;
  advice.budget_bytes = 64'000'000;
  Recommendation one;
  one.id = "0123456789abcdef";
  one.table = "bronze.sales";
  one.name = "sales_customer_id_idx";
  one.columns = {"customer_id"};
  one.where = "status = 'open'";
  one.ddl = "create index sales_customer_id_idx on bronze.sales using btree (customer_id)";
  one.confidence = 0.5;
  one.queries = {{"aaaaaaaaaaaaaaaa", 10, 4}};
  advice.recommendations.push_back(one);
  return advice;
}

}  // namespace

TEST_CASE("recommendations survive being written and read") {
  const Recommendations back = recommendations_from_json(to_json(sample()), "x.json");
  CHECK(back.database == "dw");
  CHECK(back.cost_after == 4);
  CHECK(back.budget_bytes == 64'000'000);
  CHECK_FALSE(back.gap.has_value());
  REQUIRE(back.recommendations.size() == 1);
  const Recommendation& one = back.recommendations.front();
  CHECK(one.columns == std::vector<std::string>{"customer_id"});
  CHECK(one.where == "status = 'open'");
  CHECK(one.confidence == 0.5);
  CHECK(one.queries.front().cost_after == 4);
}

TEST_CASE("a document that is none names what is wrong with it") {
  const auto message = [](const std::string& text) {
    try {
      recommendations_from_json(text, "x.json");
    } catch (const Error& error) {
      CHECK(error.exit_status() == 3);
      return error.message();
    }
    return std::string("accepted");
  };
  CHECK(message("hello") == "x.json is not JSON");
  CHECK(message("[]") == "x.json is not an object");
  CHECK(message("{}") == "x.json has no \"schema\"");
  CHECK(message(R"({"schema":"selfopt.recommendations/9"})") ==
        R"(x.json has schema "selfopt.recommendations/9", not "selfopt.recommendations/1")");
  CHECK(message(R"({"schema":"selfopt.recommendations/1"})") ==
        "x.json has no list \"recommendations\"");
  CHECK(message(R"({"schema":"selfopt.recommendations/1","recommendations":[{"id":1}]})") ==
        "x.json: recommendations[0] has a \"id\" of the wrong type");
}
