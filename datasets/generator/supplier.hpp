#pragma once

#include "csv_writer.hpp"
#include "world.hpp"

namespace selfopt::retail {

void write_suppliers(const World& world, CsvWriter& csv);

}  // namespace selfopt::retail
