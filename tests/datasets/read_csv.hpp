#pragma once

#include <map>
#include <string>
#include <vector>

#include "generator/csv_writer.hpp"
#include "generator/tables.hpp"

/// A generated table as a reader sees it, one map a row. NULL and "" are both empty here.
using Rows = std::vector<std::map<std::string, std::string>>;

inline std::string generated_csv(const selfopt::retail::World& world, std::string_view table) {
  std::string bytes;
  selfopt::retail::CsvWriter csv([&](std::string_view block) { bytes += block; });
  selfopt::retail::table_named(table).write(world, csv);
  csv.finish();
  return bytes;
}

/// \throws std::out_of_range if a row has more fields than the header
inline Rows read_csv(const std::string& bytes) {
  std::vector<std::vector<std::string>> lines(1, std::vector<std::string>(1));
  bool quoted = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    std::string& field = lines.back().back();
    if (quoted && c == '"' && i + 1 < bytes.size() && bytes[i + 1] == '"')
      field += bytes[++i];
    else if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      lines.back().emplace_back();
    else if (c == '\n' && !quoted)
      lines.emplace_back(1);
    else
      field += c;
  }
  lines.pop_back();  // what follows the last line end
  Rows rows;
  for (std::size_t line = 1; line < lines.size(); ++line) {
    rows.emplace_back();
    for (std::size_t i = 0; i < lines[line].size(); ++i)
      rows.back()[lines[0].at(i)] = lines[line][i];
  }
  return rows;
}

inline Rows generated_rows(const selfopt::retail::World& world, std::string_view table) {
  return read_csv(generated_csv(world, table));
}
