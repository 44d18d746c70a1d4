#include "etl/names.hpp"
#include "support/catch.hpp"

using namespace selfopt::etl;

TEST_CASE("names become snake_case") {
  CHECK(snake_case("Unit Price ($)") == "unit_price");
  CHECK(snake_case("orderID") == "order_id");
  CHECK(snake_case("HTTPServer") == "http_server");
  CHECK(snake_case("Größe (m)") == "größe_m");
  CHECK(snake_case("2019") == "_2019");
  CHECK(snake_case("  ") == "");
  CHECK(snake_case("a\"; drop table x; --") == "a_drop_table_x");
}

TEST_CASE("column names are given, different and not the system's") {
  CHECK(column_names({"a", "A", "", "a_2", "ctid", "select"}) ==
        std::vector<std::string>{"a", "a_2", "column_3", "a_2_2", "ctid_", "select"});
}

TEST_CASE("long names are cut to 63 bytes and stay different") {
  const std::string long_name(70, 'x');
  const auto names = column_names({long_name + "1", long_name + "2", std::string(40, 'a')});
  CHECK(names[0].size() == 63);
  CHECK(names[1].size() == 63);
  CHECK(names[0] != names[1]);
  CHECK(names[2] == std::string(40, 'a'));
}

TEST_CASE("a table is named after its file") {
  CHECK(table_name("/data/Fact-Sales.csv.gz") == "fact_sales");
  CHECK(table_name("x.tsv.zst") == "x");
  CHECK(table_name("plain") == "plain");
  CHECK(table_name("2024.orders.csv") == "_2024_orders");
}
