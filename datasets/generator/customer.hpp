#pragma once

#include <cstdint>

#include "calendar.hpp"
#include "world.hpp"

namespace selfopt::retail {

/// \returns the store at which the customer buys most; it decides where they live
std::uint64_t home_store(const World& world, std::uint64_t customer_key);

/// Keys are given in the order of registration: 60 % had registered when the records begin, the
/// others do so evenly until they end.
/// \returns whether the customer has registered before \p day
bool registered_before(const World& world, std::uint64_t customer_key, Day day);

void write_customers(const World& world, CsvWriter& csv);

}  // namespace selfopt::retail
