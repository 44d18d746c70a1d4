#pragma once

#include "csv_writer.hpp"
#include "world.hpp"

namespace selfopt::retail {

/// One row for each line of each order.
void write_sales(const World& world, CsvWriter& csv);

/// What came back of them.
void write_returns(const World& world, CsvWriter& csv);

}  // namespace selfopt::retail
