#include <algorithm>
#include <string>
#include <unordered_map>

#include "etl/infer_types.hpp"
#include "etl/spread.hpp"

namespace selfopt::etl {

// NULLs all go to one shard, so they count as a value.
SpreadTable sample_for_spread(const TablePlan& plan, const LoadOptions& options) {
  SpreadTable table;
  table.name = plan.name.table;
  std::vector<std::unordered_map<std::string, std::int64_t>> counts(plan.columns.size());
  std::int64_t rows = 0;
  for (const PlannedFile& file : plan.files) {
    table.bytes += size_of(file.input);
    CellReader cells(options, file.dialect);
    each_sampled_row(file, [&](const Row& row) {
      ++rows;
      for (std::size_t i = 0; i < row.size(); ++i)
        ++counts[file.columns[i]][std::string(cells.read(row[i]).value)];
    });
  }
  for (std::size_t i = 0; i < plan.columns.size(); ++i) {
    ColumnSample& sample = table.columns[plan.columns[i].name];
    sample.rows = rows;
    sample.distinct = static_cast<std::int64_t>(counts[i].size());
    for (const auto& [value, count] : counts[i])
      sample.most_common = std::max(sample.most_common, count);
  }
  return table;
}

}  // namespace selfopt::etl
