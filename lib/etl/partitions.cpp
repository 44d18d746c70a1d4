#include "etl/partitions.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "etl/infer_types.hpp"
#include "etl/names.hpp"
#include "etl/row_reader.hpp"

namespace selfopt {

PartitionBy PartitionBy::parse(const std::string& text) {
  constexpr std::array<std::pair<std::string_view, Period>, 5> k_periods{
      {{"day", Period::day},
       {"week", Period::week},
       {"month", Period::month},
       {"quarter", Period::quarter},
       {"year", Period::year}}};
  const std::size_t open = text.find('(');
  const auto* found = std::ranges::find(k_periods, text.substr(0, open),
                                        &std::pair<std::string_view, Period>::first);
  if (open == std::string::npos || !text.ends_with(')') || text.size() < open + 3 ||
      found == k_periods.end())
    throw Error(ErrorKind::usage,
                fmt::format("--partition-by \"{}\" is not a period and a column", text), {},
                "Write for example month(ordered_at); also day, week, quarter and year.");
  return {found->second, text.substr(open + 1, text.size() - open - 2)};
}

namespace etl {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr sys_days k_epoch = std::chrono::year{2000} / 1 / 1;

year_month_day start_of(Period period, sys_days day) {
  const year_month_day date(day);
  const unsigned month = static_cast<unsigned>(date.month());
  switch (period) {
    case Period::day:
      return date;
    case Period::week:
      return day - (std::chrono::weekday(day) - std::chrono::Monday);
    case Period::month:
      return date.year() / date.month() / 1;
    case Period::quarter:
      return date.year() / std::chrono::month{(month - 1) / 3 * 3 + 1} / 1;
    case Period::year:
      break;
  }
  return date.year() / 1 / 1;
}

year_month_day end_of(Period period, year_month_day start) {
  switch (period) {
    case Period::day:
      return year_month_day(sys_days(start) + days{1});
    case Period::week:
      return year_month_day(sys_days(start) + days{7});
    case Period::month:
      return start + months{1};
    case Period::quarter:
      return start + months{3};
    case Period::year:
      break;
  }
  return start + months{12};
}

// What the partition's name ends in.
std::string label(Period period, year_month_day start) {
  const int year = static_cast<int>(start.year());
  const unsigned month = static_cast<unsigned>(start.month());
  switch (period) {
    case Period::day:
    case Period::week:
      return fmt::format("{:04}_{:02}_{:02}", year, month, static_cast<unsigned>(start.day()));
    case Period::month:
      return fmt::format("{:04}_{:02}", year, month);
    case Period::quarter:
      return fmt::format("{:04}_q{}", year, (month - 1) / 3 + 1);
    case Period::year:
      break;
  }
  return fmt::format("{:04}", year);
}

// A bound means the same whatever the time zone of the session.
std::string bound(year_month_day date, TypeId type) {
  return fmt::format("{:04}-{:02}-{:02}{}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     type == TypeId::timestamptz ? " 00:00:00+00" : "");
}

void add_periods(const PlannedFile& file, const LoadOptions& options, std::size_t field,
                 DateFormats formats, std::set<sys_days>& starts) {
  RowReader reader(file.input, file.dialect, file.columns.size());
  CellReader cells(options, file.dialect);
  Row row;
  while (reader.next(row)) {
    if (row.fault != nullptr || row.size() != file.columns.size()) continue;
    const Cell cell = cells.read(row[field]);
    Moment moment;
    if (cell.is_null || !parse_moment(trimmed(cell.value), formats, moment)) continue;
    const auto day = k_epoch + days{moment.days} +
                     std::chrono::floor<days>(std::chrono::microseconds{moment.microseconds});
    starts.insert(sys_days(start_of(options.partition_by->period, day)));
  }
}

}  // namespace

std::vector<pg::RangePartition> partitions_of(const TablePlan& plan, const LoadOptions& options) {
  const std::string& name = options.partition_by->column;
  const auto column = std::ranges::find(plan.columns, name, &PlannedColumn::name);
  if (column == plan.columns.end())
    throw Error(ErrorKind::input,
                fmt::format("column \"{}\" of --partition-by is not in \"{}\"", name,
                            plan.files.front().input.path),
                {}, "Names are those of the table, in snake_case; --dry-run shows them.");
  const TypeId type = column->type.id;
  if (type != TypeId::date && type != TypeId::timestamp && type != TypeId::timestamptz)
    throw Error(ErrorKind::input,
                fmt::format("column \"{}\" of --partition-by is {}, not a date or time stamp", name,
                            sql_type(column->type)));
  const auto index = static_cast<std::size_t>(column - plan.columns.begin());
  std::set<sys_days> starts;
  for (const PlannedFile& file : plan.files) {
    const auto field = std::ranges::find(file.columns, index) - file.columns.begin();
    add_periods(file, options, static_cast<std::size_t>(field), column->type.formats, starts);
  }
  std::vector<pg::RangePartition> partitions;
  for (const sys_days start : starts) {
    const Period period = options.partition_by->period;
    partitions.push_back({snake_case(plan.name.table + "_" + label(period, start)),
                          bound(start, type), bound(end_of(period, start), type)});
  }
  return partitions;
}

}  // namespace etl
}  // namespace selfopt
