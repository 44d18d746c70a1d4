#include "sales.hpp"

#include "order.hpp"

namespace selfopt::retail {

namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr std::array<std::string_view, 5> k_reasons = {"changed mind", "damaged", "wrong size",
                                                       "wrong item", "late"};
constexpr std::array<unsigned, 5> k_reason_weights = {40, 22, 20, 10, 8};
constexpr std::array<std::string_view, 6> k_comments = {
    "Box was open, charger missing",
    "Says \"never again\"",
    "Too small\nwants one size larger",
    "Colour differs from the picture",
    "Arrived late,\nno longer needed, \"thank you\"",
    "Gift, unwanted"};

void write_line(const Order& order, std::size_t index, CsvWriter& csv) {
  const OrderLine& line = order.all_lines[index];
  csv.whole(order.number).whole(index + 1).whole(date_key(order.day)).second(order.ordered_at);
  if (order.shipped_on)
    csv.day(*order.shipped_on);
  else
    csv.null();
  csv.whole(order.store_key);
  if (order.customer_key)
    csv.whole(*order.customer_key);
  else
    csv.null();
  csv.whole(line.product_key);
  if (line.promotion_key)
    csv.whole(*line.promotion_key);
  else
    csv.null();
  csv.whole(line.quantity).decimal(line.unit_price_cents);
  if (line.promotion_key)
    csv.decimal(line.discount_cents);
  else
    csv.null();
  csv.decimal(line.net_cents).text(order.channel).text(order.status);
  csv.end_row();
}

/// A line comes back within a month, or not at all; what was sent comes back more often.
bool draw_return(const Order& order, Random& random, Second& returned_at) {
  if (order.status != "completed") return false;
  if (!chance(random, order.shipped_on ? 100 : 25)) return false;
  returned_at = order.shipped_on.value_or(order.day) + days{between(random, 2, 30)} +
                seconds{between(random, 8 * 3600, 20 * 3600)};
  return returned_at < k_last_day + days{1};
}

}  // namespace

void write_sales(const World& world, CsvWriter& csv) {
  csv.header(
      "order_number,line_number,date_key,ordered_at,ship_date,store_key,customer_key,product_key,"
      "promotion_key,quantity,unit_price,discount_amount,net_amount,channel,status");
  for_each_order(world, [&](const Order& order) {
    for (std::size_t i = 0; i < order.line_count; ++i)
      write_line(order, i, csv);
  });
}

void write_returns(const World& world, CsvWriter& csv) {
  csv.header(
      "return_number,order_number,line_number,product_key,returned_at,quantity,refund_amount,"
      "reason,"
      "is_restocked,customer_comment");
  std::uint64_t number = 700'000;
  for_each_order(world, [&](const Order& order) {
    Random random = random_for(world.seed, Purpose::sales_return, order.number);
    for (std::size_t i = 0; i < order.line_count; ++i) {
      Second returned_at{};
      if (!draw_return(order, random, returned_at)) continue;
      const OrderLine& line = order.all_lines[i];
      const std::uint64_t quantity = 1 + random.below(line.quantity);
      csv.whole(++number).whole(order.number).whole(i + 1).whole(line.product_key);
      csv.second(returned_at).whole(quantity).decimal(line.net_cents * quantity / line.quantity);
      csv.text(k_reasons[pick_weighted(random, k_reason_weights)]).boolean(chance(random, 650));
      if (chance(random, 600))
        csv.null();
      else
        csv.text(pick(random, k_comments));
      csv.end_row();
    }
  });
}

}  // namespace selfopt::retail
