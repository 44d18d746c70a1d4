#include "etl/load_record.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "etl/transaction.hpp"
#include "pg/load_ledger.hpp"

namespace selfopt::etl {
namespace {

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

std::vector<LoadReport> report(const Load& load, const std::vector<FileCounts>& counts, bool loaded,
                               Clock::time_point start) {
  std::int64_t all_bytes = 0;
  for (const FileCounts& file : counts)
    all_bytes += file.bytes;
  const double seconds = seconds_since(start);
  std::vector<LoadReport> reports;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    LoadReport one;
    one.file = load.plan.files[i].input.path;
    one.table = load.plan.shown_name();
    one.loaded = loaded;
    one.rows_read = counts[i].rows_read;
    one.rows_rejected = counts[i].rows_rejected;
    one.rows_loaded = loaded ? counts[i].rows_read - counts[i].rows_rejected : 0;
    one.bytes = counts[i].bytes;
    one.seconds = all_bytes == 0 ? seconds
                                 : seconds * static_cast<double>(counts[i].bytes) /
                                       static_cast<double>(all_bytes);
    for (const std::size_t column : load.plan.files[i].columns) {
      const PlannedColumn& planned = load.plan.columns[column];
      one.columns.push_back({planned.name, sql_type(planned.type), planned.nullable});
    }
    if (one.rows_rejected > 0) one.first_reject = load.rejects.first_of(one.file);
    reports.push_back(std::move(one));
  }
  return reports;
}

void write_ledger(const Load& load, const std::vector<FileCounts>& counts,
                  const std::vector<LoadReport>& reports) {
  if (!load.ledger) return;
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < reports.size(); ++i)
    ids.push_back(
        pg::record_load(load.wire, {.file = reports[i].file,
                                    .content_hash = fmt::format("{:016x}", counts[i].hash),
                                    .table_name = reports[i].table,
                                    .loaded = reports[i].loaded,
                                    .rows_read = reports[i].rows_read,
                                    .rows_loaded = reports[i].rows_loaded,
                                    .rows_rejected = reports[i].rows_rejected,
                                    .bytes = reports[i].bytes,
                                    .seconds = reports[i].seconds,
                                    .options_json = load.options_json}));
  if (load.rejects.count() == 0) return;
  pg::copy_rejects_begin(load.wire);
  load.rejects.for_each([&](const std::vector<std::string>& values) {
    const auto file = std::ranges::find(reports, values.front(), &LoadReport::file);
    if (file == reports.end()) return;
    pg::copy_reject(load.wire, ids[static_cast<std::size_t>(file - reports.begin())], values);
  });
  load.wire.copy_end();
}

std::vector<LoadReport> record_rejected(const Load& load, const std::vector<FileCounts>& counts,
                                        Clock::time_point start) {
  auto reports = report(load, counts, false, start);
  Transaction transaction(load.wire);
  write_ledger(load, counts, reports);
  transaction.commit();
  return reports;
}

std::int64_t rows_read(const std::vector<FileCounts>& counts) {
  std::int64_t rows = 0;
  for (const FileCounts& file : counts)
    rows += file.rows_read;
  return rows;
}

}  // namespace selfopt::etl
