#include "tables.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "calendar.hpp"
#include "customer.hpp"
#include "inventory.hpp"
#include "product.hpp"
#include "promotion.hpp"
#include "sales.hpp"
#include "store.hpp"
#include "supplier.hpp"

namespace selfopt::retail {

namespace {

constexpr std::array<Table, 9> k_tables = {{
    {"dim_date", [](const World&, CsvWriter& csv) { write_dates(csv); }},
    {"dim_supplier", write_suppliers},
    {"dim_product", write_products},
    {"dim_store", write_stores},
    {"dim_customer", write_customers},
    {"dim_promotion", write_promotions},
    {"fact_sales", write_sales},
    {"fact_returns", write_returns},
    {"fact_inventory", write_inventory},
}};

}  // namespace

std::span<const Table> all_tables() {
  return k_tables;
}

const Table& table_named(std::string_view name) {
  const auto* found = std::ranges::find(k_tables, name, &Table::name);
  if (found != k_tables.end()) return *found;
  std::string names;
  for (const Table& table : k_tables)
    names += fmt::format("{}{}", names.empty() ? "" : ", ", table.name);
  throw Error(ErrorKind::usage, fmt::format("there is no table \"{}\"", name), {},
              fmt::format("Take one of {}.", names));
}

}  // namespace selfopt::retail
