#include "etl/table_plan.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "etl/encoding.hpp"
#include "etl/infer_types.hpp"
#include "etl/names.hpp"
#include "etl/row_reader.hpp"
#include "etl/schema_file.hpp"

namespace selfopt::etl {
namespace {

constexpr std::size_t k_dialect_sample_bytes = 1 << 18;
constexpr std::size_t k_max_columns = 1600;  // PostgreSQL's MaxHeapAttributeNumber

std::string read_front(const InputFile& input) {
  const auto source = open_source(input);
  std::string text(k_dialect_sample_bytes, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const std::size_t got = source->read(text.data() + size, text.size() - size);
    if (got == 0) break;
    size += got;
  }
  text.resize(size);
  return text;
}

void check_is_text(const std::string& path, std::string_view front) {
  if (front.empty())
    throw Error(ErrorKind::input, fmt::format("\"{}\" is empty", path), {},
                "A file needs at least a line with the names of its columns.");
  const auto controls = std::ranges::count_if(front, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
  });
  // Stray control characters are a matter of single rows; many of them mean another kind of file.
  constexpr std::ptrdiff_t k_stray = 16;
  if (controls > k_stray && static_cast<std::size_t>(controls) * 50 > front.size())
    throw Error(ErrorKind::input, fmt::format("\"{}\" is not a text file", path), {},
                "selfopt etl loads CSV and TSV files, also compressed with gzip or zstd.");
}

bool is_tsv(const std::string& path) {
  return path.find(".tsv") != std::string::npos || path.find(".TSV") != std::string::npos;
}

void check_width(const std::string& path, std::size_t columns) {
  if (columns > k_max_columns)
    throw Error(
        ErrorKind::input,
        fmt::format("\"{}\" has {} columns; a table may have {}", path, columns, k_max_columns), {},
        "Name the right --delimiter if that is not how many it has.");
}

// \returns the names in the first row, or as many empty ones as rows have fields if it is data
std::vector<std::string> header_of(const InputFile& input, const CsvDialect& dialect) {
  if (!dialect.has_header && dialect.columns > 0) {
    check_width(input.path, dialect.columns);
    return std::vector<std::string>(dialect.columns);
  }
  RowReader reader(input, dialect, k_max_columns);
  Row row;
  if (!reader.next(row))
    throw Error(ErrorKind::input, fmt::format("\"{}\" holds nothing but blank lines", input.path));
  if (row.fault != nullptr)
    throw Error(ErrorKind::input, fmt::format("{}:1: {}", input.path, row.fault), {},
                "Name the right --quote and --delimiter, or --no-header if that row is data.");
  if (const std::string fault = reader.encoding_fault(row); !fault.empty())
    throw Error(ErrorKind::input, fmt::format("{}:1: {}", input.path, fault), {},
                "Name its encoding with --encoding.");
  check_width(input.path, row.size());
  std::vector<std::string> names;
  std::string storage;
  for (std::size_t i = 0; i < row.size(); ++i)
    names.emplace_back(dialect.has_header ? trimmed(unescape(row[i], dialect, storage))
                                          : std::string_view());
  if (dialect.trailing_delimiter && dialect.has_header && names.back().empty()) names.pop_back();
  return names;
}

// Decides how the file's bytes become characters. \param front of the file as it is
void decide_encoding(InputFile& input, const LoadOptions& options, std::string_view front) {
  if (options.encoding) {
    input.encoding = known_encoding(*options.encoding);
    return;
  }
  input.encoding = guess_encoding(front);
  if (input.encoding == "WINDOWS-1252")
    log::notice(
        "{} is not UTF-8; it is read as windows-1252, which has Latin-1's letters; "
        "--encoding names another",
        input.path);
}

CsvDialect dialect_of(const InputFile& input, const LoadOptions& options, std::string_view front) {
  check_is_text(input.path, front);
  std::string_view sample = front;
  constexpr std::string_view k_bom = "\xef\xbb\xbf";
  const bool bom = sample.starts_with(k_bom);
  if (bom) sample.remove_prefix(k_bom.size());
  CsvDialect dialect =
      detect_dialect(sample, front.size() < k_dialect_sample_bytes, is_tsv(input.path), options);
  dialect.bom = bom;
  log::debug("{}: {}", input.path, describe(dialect));
  return dialect;
}

// For each name of a later file: which column of the table.
std::vector<std::size_t> match_columns(const TablePlan& plan, const std::vector<std::string>& names,
                                       const PlannedFile& file) {
  if (names.size() != plan.columns.size())
    throw Error(ErrorKind::input,
                fmt::format("\"{}\" has {} columns, \"{}\" has {}", file.input.path, names.size(),
                            plan.files.front().input.path, plan.columns.size()),
                {},
                "Files of one table need the same columns; load the others into another table.");
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto found = std::ranges::find(plan.columns, names[i], &PlannedColumn::name);
    if (file.dialect.has_header && found == plan.columns.end())
      throw Error(ErrorKind::input,
                  fmt::format("column \"{}\" of \"{}\" is not in \"{}\"", names[i], file.input.path,
                              plan.files.front().input.path),
                  {}, "Files of one table need the same columns; load it into another table.");
    columns.push_back(
        file.dialect.has_header ? static_cast<std::size_t>(found - plan.columns.begin()) : i);
  }
  return columns;
}

void add_file(TablePlan& plan, const InputFile& input, const LoadOptions& options) {
  PlannedFile file{input, {}, {}};
  std::string front = read_front(input);
  decide_encoding(file.input, options, front);
  if (!file.input.encoding.empty()) front = read_front(file.input);
  file.dialect = dialect_of(file.input, options, front);
  const auto headers = header_of(file.input, file.dialect);
  auto names = column_names(headers);
  if (plan.definition) take_defined_names(*plan.definition, file, headers, names);
  if (plan.files.empty()) {
    DateFormats dates = k_all_dates;
    if (options.day_first)
      dates = static_cast<DateFormats>(k_all_dates &
                                       ~(*options.day_first ? k_month_first : k_day_first));
    for (const std::string& name : names)
      plan.columns.emplace_back(name, dates);
  }
  file.columns = match_columns(plan, names, file);
  infer_from_sample(file, plan.columns, options);
  plan.files.push_back(std::move(file));
}

}  // namespace

TablePlan plan_table(const pg::TargetName& name, const std::vector<InputFile>& inputs,
                     const LoadOptions& options) {
  TablePlan plan;
  plan.name = name;
  plan.copy_into = name;
  plan.definition = read_definition(name, options);
  for (const InputFile& input : inputs)
    add_file(plan, input, options);
  connect_definition(plan, options);
  take_types_for_new_table(plan, options);
  return plan;
}

void PlannedColumn::take_type(ColumnType wanted) {
  const bool is_moment = wanted.id == TypeId::date || wanted.id == TypeId::timestamp ||
                         wanted.id == TypeId::timestamptz;
  if (is_moment && evidence.has_undecided_dates())
    throw Error(ErrorKind::input,
                fmt::format("column \"{}\" has dates with the day or the month first", name), {},
                "Say which with --date-order.");
  wanted.formats = evidence.type().formats;
  type = wanted;
}

void take_types_from_evidence(TablePlan& plan) {
  for (PlannedColumn& column : plan.columns)
    if (!column.of_existing) column.type = column.evidence.type();
}

void take_types_for_new_table(TablePlan& plan, const LoadOptions& options) {
  for (PlannedColumn& column : plan.columns) {
    column.cast_to.clear();
    column.is_fixed = column.of_existing = column.defined.has_value();
    column.not_null = column.defined && column.defined->not_null;
    column.is_left_out = plan.definition && !column.defined && options.on_drift == OnDrift::ignore;
    // A type that only the server knows is taken from there.
    if (column.defined) column.take_type(loadable_type(*column.defined).value_or(ColumnType{}));
  }
  take_types_from_evidence(plan);
}

bool has_casts(const TablePlan& plan) {
  return std::ranges::any_of(plan.columns,
                             [](const PlannedColumn& column) { return !column.cast_to.empty(); });
}

void join_columns(TablePlan& plan, const TablePlan& part) {
  for (std::size_t i = 0; i < plan.columns.size(); ++i) {
    PlannedColumn& column = plan.columns[i];
    column.evidence.join(part.columns[i].evidence);
    column.words.join(part.columns[i].words);
    column.nullable |= part.columns[i].nullable;
    column.outgrown |= part.columns[i].outgrown;
  }
}

}  // namespace selfopt::etl
