#pragma once

#include "csv_writer.hpp"
#include "world.hpp"

namespace selfopt::retail {

/// What each store had of each product it keeps at the end of each month of the last year.
void write_inventory(const World& world, CsvWriter& csv);

}  // namespace selfopt::retail
