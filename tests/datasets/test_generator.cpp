#include <algorithm>
#include <set>

#include "datasets/read_csv.hpp"
#include "generator/calendar.hpp"
#include "support/catch.hpp"

using selfopt::retail::World;

namespace {

const World& small_world() {
  static const World world(7, 0.05);
  return world;
}

const Rows& rows_of(std::string_view table) {
  static std::map<std::string, Rows, std::less<>> all;
  if (const auto known = all.find(table); known != all.end()) return known->second;
  return all.emplace(table, generated_rows(small_world(), table)).first->second;
}

std::set<std::string> values(const std::string& table, const std::string& column) {
  std::set<std::string> result;
  for (const auto& row : rows_of(table))
    result.insert(row.at(column));
  return result;
}

/// \returns whether each value of \p from appears with one value of \p to only
bool decides(const std::string& table, const std::string& from, const std::string& to) {
  std::map<std::string, std::string> known;
  for (const auto& row : rows_of(table))
    if (known.emplace(row.at(from), row.at(to)).first->second != row.at(to)) return false;
  return true;
}

/// \returns how often each value occurs, the largest first
std::vector<std::size_t> frequencies(const std::string& table, const std::string& column) {
  std::map<std::string, std::size_t> counts;
  for (const auto& row : rows_of(table))
    ++counts[row.at(column)];
  counts.erase("");
  std::vector<std::size_t> result;
  for (const auto& [value, count] : counts)
    result.push_back(count);
  std::ranges::sort(result, std::greater<>());
  return result;
}

}  // namespace

TEST_CASE("the same seed and scale give the same bytes, another seed others") {
  for (const auto& table : selfopt::retail::all_tables()) {
    CAPTURE(table.name);
    const std::string bytes = generated_csv(World(7, 0.01), table.name);
    CHECK(bytes == generated_csv(World(7, 0.01), table.name));
    if (table.name != "dim_date") CHECK(bytes != generated_csv(World(8, 0.01), table.name));
  }
}

TEST_CASE("dimensions have the rows that the scale asks for, under unique keys") {
  const auto& counts = small_world().counts;
  CHECK(counts.orders == 2'050);
  CHECK(counts.customers == 300);
  const std::map<std::string, std::uint64_t> expected = {
      {"customer", counts.customers}, {"product", counts.products},     {"store", counts.stores},
      {"supplier", counts.suppliers}, {"promotion", counts.promotions}, {"date", 1096}};
  for (const auto& [name, rows] : expected) {
    CAPTURE(name);
    CHECK(rows_of("dim_" + name).size() == rows);
    CHECK(values("dim_" + name, name + "_key").size() == rows);
  }
  CHECK(values("dim_product", "product_code").size() == counts.products);
  CHECK(values("fact_sales", "order_number").size() == counts.orders);
}

TEST_CASE("every foreign key finds its row") {
  const std::vector<std::array<std::string, 4>> keys = {
      {"fact_sales", "date_key", "dim_date", "date_key"},
      {"fact_sales", "store_key", "dim_store", "store_key"},
      {"fact_sales", "customer_key", "dim_customer", "customer_key"},
      {"fact_sales", "product_key", "dim_product", "product_key"},
      {"fact_sales", "promotion_key", "dim_promotion", "promotion_key"},
      {"fact_inventory", "store_key", "dim_store", "store_key"},
      {"fact_inventory", "product_key", "dim_product", "product_key"},
      {"fact_inventory", "snapshot_date", "dim_date", "full_date"},
      {"dim_product", "supplier_key", "dim_supplier", "supplier_key"},
      {"dim_promotion", "category", "dim_product", "category"},
  };
  for (const auto& [table, column, target, target_column] : keys) {
    CAPTURE(table, column);
    auto used = values(table, column);
    used.erase("");
    CHECK_FALSE(used.empty());
    const auto there = values(target, target_column);
    CHECK(std::ranges::includes(there, used));
  }
}

TEST_CASE("a return belongs to a sales line, comes after it and is no larger") {
  std::map<std::pair<std::string, std::string>, const Rows::value_type*> lines;
  for (const auto& row : rows_of("fact_sales"))
    lines[{row.at("order_number"), row.at("line_number")}] = &row;
  CHECK(lines.size() == rows_of("fact_sales").size());
  CHECK(rows_of("fact_returns").size() > 50);
  for (const auto& row : rows_of("fact_returns")) {
    const auto& sold = *lines.at({row.at("order_number"), row.at("line_number")});
    CHECK(sold.at("product_key") == row.at("product_key"));
    CHECK(sold.at("ordered_at") < row.at("returned_at"));
    CHECK(sold.at("status") == "completed");
    CHECK(std::stoi(row.at("quantity")) <= std::stoi(sold.at("quantity")));
    CHECK(std::stod(row.at("refund_amount")) <= std::stod(sold.at("net_amount")));
  }
}

TEST_CASE("a sales line agrees with itself and with its dimensions") {
  std::map<std::string, const Rows::value_type*> customers, products, promotions;
  for (const auto& row : rows_of("dim_customer"))
    customers[row.at("customer_key")] = &row;
  for (const auto& row : rows_of("dim_product"))
    products[row.at("product_key")] = &row;
  for (const auto& row : rows_of("dim_promotion"))
    promotions[row.at("promotion_key")] = &row;
  std::string previous;
  for (const auto& row : rows_of("fact_sales")) {
    const std::string day = row.at("ordered_at").substr(0, 10);
    CHECK(previous <= row.at("ordered_at"));
    previous = row.at("ordered_at");
    CHECK(row.at("date_key") == day.substr(0, 4) + day.substr(5, 2) + day.substr(8));
    if (!row.at("ship_date").empty()) CHECK(row.at("ship_date") > day);
    if (row.at("channel") != "store") CHECK_FALSE(row.at("customer_key").empty());
    if (row.at("status") == "open") CHECK(day > "2024-10-01");
    CHECK(products.at(row.at("product_key"))->at("introduced_on") <= day);
    if (!row.at("customer_key").empty())
      CHECK(customers.at(row.at("customer_key"))->at("registered_at") < row.at("ordered_at"));
    CHECK(std::stod(row.at("net_amount")) > 0);
    CHECK(row.at("promotion_key").empty() == row.at("discount_amount").empty());
    double expected = std::stod(row.at("quantity")) * std::stod(row.at("unit_price"));
    if (!row.at("promotion_key").empty()) {
      const auto& promotion = *promotions.at(row.at("promotion_key"));
      CHECK(promotion.at("starts_on") <= day);
      CHECK(promotion.at("ends_on") >= day);
      expected -= std::stod(row.at("discount_amount"));
    }
    CHECK(std::stod(row.at("net_amount")) == Approx(expected).margin(0.001));
  }
}

TEST_CASE("sales are skewed: few products and customers make much of them") {
  for (const char* column : {"product_key", "customer_key"}) {
    CAPTURE(column);
    const auto counts = frequencies("fact_sales", column);
    std::size_t all = 0;
    for (const auto count : counts)
      all += count;
    std::size_t top = 0;
    for (std::size_t i = 0; i < counts.size() / 5; ++i)
      top += counts[i];
    CHECK(top * 5 > all * 2);  // a fifth of them makes more than 40 %; evenly it would be 20 %
    CHECK(counts.front() * 7 < all);  // and none alone a seventh
  }
}

TEST_CASE("columns that depend on each other do so") {
  CHECK(decides("dim_customer", "city", "region"));
  CHECK(decides("dim_customer", "region", "country_code"));
  CHECK(decides("dim_store", "city", "region"));
  CHECK(decides("dim_product", "brand", "category"));
  CHECK(decides("dim_product", "subcategory", "category"));
  CHECK_FALSE(decides("dim_product", "category", "brand"));
  CHECK_FALSE(decides("dim_customer", "last_name", "city"));
}

TEST_CASE("sales follow the seasons") {
  std::map<std::string, int> by_month;
  for (const auto& row : rows_of("fact_sales"))
    ++by_month[row.at("ordered_at").substr(5, 2)];
  CHECK(by_month.size() == 12);
  CHECK(by_month["12"] > by_month["02"] * 3 / 2);

  std::map<unsigned, std::uint64_t> by_weekday;
  std::uint64_t next = 0;
  selfopt::retail::for_each_day(
      1'000'000, [&](selfopt::retail::Day day, std::uint64_t first, std::uint64_t count) {
        CHECK(first == next);
        next = first + count;
        by_weekday[std::chrono::weekday(day).iso_encoding()] += count;
      });
  CHECK(next == 1'000'000);
  CHECK(by_weekday[6] > by_weekday[1] * 3 / 2);
}

TEST_CASE("the texts are such as break careless readers") {
  const auto contains = [](const std::string& table, const std::string& column, char wanted) {
    return std::ranges::any_of(rows_of(table), [&](const auto& row) {
      return row.at(column).find(wanted) != std::string::npos;
    });
  };
  for (const char wanted : {',', '"', '\n'}) {
    CHECK(contains("dim_product", "description", wanted));
    CHECK(contains("fact_returns", "customer_comment", wanted));
  }
  CHECK(contains("dim_customer", "last_name", '\''));
  CHECK(contains("dim_customer", "last_name", '\xc3'));  // first byte of ü and others in UTF-8
  CHECK(values("dim_store", "store_code").begin()->front() == '0');
  CHECK(values("dim_product", "product_code").begin()->front() == '0');
  for (const char* column : {"promotion_key", "customer_key", "ship_date"})
    CHECK(values("fact_sales", column).contains(""));
}

TEST_CASE("skewed keys stay in range, reach every key and depend on the seed") {
  for (const std::uint64_t count : {1U, 2U, 40U, 1000U}) {
    CAPTURE(count);
    const selfopt::retail::SkewedKeys keys(3, count, 5, 2);
    selfopt::retail::Random random(1);
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 50'000; ++i)
      seen.insert(keys.draw(random));
    CHECK(*seen.begin() == 1);
    CHECK(*seen.rbegin() == count);
    CHECK(seen.size() == count);
  }
}
