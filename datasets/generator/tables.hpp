#pragma once

#include <span>
#include <string_view>

#include "csv_writer.hpp"
#include "world.hpp"

namespace selfopt::retail {

struct Table {
  std::string_view name;
  void (*write)(const World&, CsvWriter&);
};

/// \returns all tables, dimensions first
std::span<const Table> all_tables();

/// \throws Error{usage} if there is none of that name
const Table& table_named(std::string_view name);

}  // namespace selfopt::retail
