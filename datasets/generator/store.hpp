#pragma once

#include <cstdint>

#include "csv_writer.hpp"
#include "places.hpp"
#include "world.hpp"

namespace selfopt::retail {

/// \param key in [1, Counts::stores]
const City& city_of_store(const World& world, std::uint64_t key);

void write_stores(const World& world, CsvWriter& csv);

}  // namespace selfopt::retail
