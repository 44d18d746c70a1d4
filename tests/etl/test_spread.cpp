#include <selfopt/error.hpp>

#include "etl/spread.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using etl::ColumnSample;
using etl::SpreadTable;

namespace {

constexpr std::int64_t k_gigabyte = 1'000'000'000;

// A shop: sales and their returns are large, customers are few, one in four sales has no customer.
std::vector<SpreadTable> shop() {
  return {{"sales",
           10 * k_gigabyte,
           {{"order_number", {20000, 9000, 9}},
            {"customer", {20000, 4000, 5000}},
            {"store", {20000, 40, 700}},
            {"amount", {20000, 15000, 20}}}},
          {"returns",
           2 * k_gigabyte,
           {{"order_number", {20000, 19000, 3}}, {"amount", {20000, 9000, 9}}}},
          {"customers", 50'000'000, {{"customer", {20000, 20000, 1}}, {"city", {20000, 300, 90}}}},
          {"notes", 1000, {{"note", {10, 10, 1}}}}};
}

LoadOptions asked(const std::vector<std::pair<std::string, int>>& statements) {
  LoadOptions options;
  options.schema = "bronze";
  options.distribute_by = "auto";
  for (const auto& [sql, calls] : statements) {
    WorkloadQuery query;
    query.sql = sql;
    query.calls = calls;
    options.workload.push_back(query);
  }
  return options;
}

const std::string k_join =
    "select count(*) from bronze.sales s join bronze.returns r on r.order_number = s.order_number"
    " join bronze.customers c on c.customer = s.customer where c.city = 'Oslo'";

}  // namespace

TEST_CASE("large tables that are joined are distributed by what joins them") {
  const auto spreads = choose_spreads(shop(), asked({{k_join, 10}}));
  CHECK(spreads.at("sales").target.column == "order_number");
  CHECK(spreads.at("returns").target.column == "order_number");
  CHECK(spreads.at("sales").reason.starts_with("10 calls join large tables on it"));
}

TEST_CASE("a small table that is joined gets copies, one that is not stays") {
  const auto spreads = choose_spreads(shop(), asked({{k_join, 10}}));
  CHECK(spreads.at("customers").target.reference);
  CHECK(spreads.at("notes").target.stays_whole());
}

TEST_CASE("without joins of large tables searches decide") {
  const auto spreads = choose_spreads(
      shop(), asked({{"select * from sales where amount = 5", 100},
                     {"select * from sales where order_number = 7", 20},
                     {"select * from returns where amount > 5 group by order_number", 1}}));
  CHECK(spreads.at("sales").target.column == "amount");
  CHECK(spreads.at("returns").target.column == "order_number");
}

TEST_CASE("a column with few values, or one that is too common, is not taken") {
  const auto spreads =
      choose_spreads(shop(), asked({{"select * from sales where store = 5", 900},
                                    {"select * from sales where customer = 7", 900},
                                    {"select * from sales where order_number = 7", 1}}));
  CHECK(spreads.at("sales").target.column == "order_number");
  CHECK(spreads.at("sales").reason.find("store spreads badly (40 values") != std::string::npos);
  CHECK(spreads.at("sales").reason.find("at most 25.0 % with the same") != std::string::npos);
}

TEST_CASE("what is named is taken as it is named") {
  LoadOptions options = asked({});
  options.distribute_by = "order_number";
  options.reference = {"customers", "notes"};
  options.colocate_with = "orders";
  const auto spreads = choose_spreads(shop(), options);
  CHECK(spreads.at("sales").target.column == "order_number");
  CHECK(spreads.at("sales").target.colocate_with == "orders");
  CHECK(spreads.at("customers").target.reference);
  options.reference = {"customers"};
  CHECK_THROWS_WITH(choose_spreads(shop(), options),
                    "table \"notes\" has no column \"order_number\" to be distributed by");
  options.reference = {"nothing"};
  CHECK_THROWS_WITH(choose_spreads(shop(), options),
                    "--reference \"nothing\" is no table of this load");
}

TEST_CASE("references alone leave the other tables whole") {
  LoadOptions options;
  options.reference = {"customers"};
  const auto spreads = choose_spreads(shop(), options);
  CHECK(spreads.at("customers").target.reference);
  CHECK(spreads.at("sales").target.stays_whole());
}
