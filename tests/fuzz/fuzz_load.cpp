// Feeds what reads files for etl with whatever libFuzzer makes up: scripts/fuzz builds and runs it.
//
// The first two bytes choose options, the rest is the file. Dialect, columns and types are guessed,
// and the rows converted as a load does it; then the rows in PostgreSQL's binary form are counted
// and looked at. A load sends 4,096 bytes at most as one chunk, so no second thread is needed.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

#include <selfopt/error.hpp>
#include <selfopt/etl.hpp>
#include <selfopt/log.hpp>

#include "etl/row_converter.hpp"
#include "etl/table_plan.hpp"
#include "etl/utf8.hpp"

namespace {

using namespace selfopt;
using namespace selfopt::etl;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

// A file in memory.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view text) : m_fd(memfd_create("fuzz", MFD_CLOEXEC)) {
    require(
        m_fd >= 0 && ::write(m_fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()),
        "a file can be made in memory");
  }
  ~MemoryFile() { ::close(m_fd); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  int fd() const { return m_fd; }

 private:
  int m_fd;
};

LoadOptions options_of(std::uint8_t reading, std::uint8_t meaning) {
  LoadOptions options;
  options.max_rejects = {.limit = 100, .is_percent = true};
  if ((reading & 3) == 1) options.delimiter = ';';
  if ((reading & 3) == 2) options.delimiter = '\t';
  if ((reading & 12) == 4) options.quote = '\0';
  if ((reading & 12) == 8) options.quote = '\'';
  if ((reading & 48) == 16) options.header = true;
  if ((reading & 48) == 32) options.header = false;
  if ((reading & 64) != 0) options.escape = '\\';
  if ((reading & 128) != 0) options.comment = '#';
  if ((meaning & 1) != 0) options.trim = true;
  if ((meaning & 2) != 0) options.thousands = '.';
  if ((meaning & 2) != 0) options.decimal_point = ',';
  if ((meaning & 12) == 4) options.encoding = "UTF-16";
  if ((meaning & 12) == 8) options.encoding = "ISO-8859-1";
  if ((meaning & 16) != 0) options.day_first = (meaning & 32) != 0;
  if ((meaning & 64) != 0) options.null_tokens = {"", "x"};
  return options;
}

std::uint32_t take_number(std::string_view& bytes, std::size_t size) {
  require(bytes.size() >= size, "a row is whole");
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i)
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  bytes.remove_prefix(size);
  return value;
}

// \returns bytes that a value of the type has; 0: any number
std::size_t width_of(TypeId type) {
  switch (type) {
    case TypeId::boolean:
      return 1;
    case TypeId::smallint:
      return 2;
    case TypeId::integer:
    case TypeId::real:
    case TypeId::date:
      return 4;
    case TypeId::bigint:
    case TypeId::double_precision:
    case TypeId::timestamp:
    case TypeId::timestamptz:
    case TypeId::time:
      return 8;
    case TypeId::uuid:
    case TypeId::interval:
      return 16;
    default:
      return 0;
  }
}

void check_value(const ColumnType& type, std::string_view value) {
  const std::size_t width = width_of(type.id);
  require(width == 0 || value.size() == width, "a value has its type's width");
  if (type.id != TypeId::text) return;
  require(find_invalid_utf8(value) == std::string_view::npos, "text is UTF-8");
  require(value.find('\0') == std::string_view::npos, "text has no NUL");
}

// \returns the number of rows in the data
std::int64_t check_rows(const TablePlan& plan, const PlannedFile& file, std::string_view data) {
  constexpr std::uint32_t k_null = 0xffffffff;
  std::int64_t rows = 0;
  for (; !data.empty(); ++rows) {
    require(take_number(data, 2) == file.columns.size(), "a row has all columns");
    for (const std::size_t column : file.columns) {
      const std::uint32_t size = take_number(data, 4);
      if (size == k_null) continue;
      require(size <= data.size(), "a value ends inside its row");
      check_value(plan.columns[column].type, data.substr(0, size));
      data.remove_prefix(size);
    }
  }
  return rows;
}

bool types_are_final(const TablePlan& plan) {
  for (const PlannedColumn& column : plan.columns)
    if (column.evidence.type() != column.type) return false;
  return true;
}

// \returns whether the types held all rows
bool convert(TablePlan& plan, const LoadOptions& options) {
  constexpr std::size_t k_room = 1 << 18;
  const PlannedFile& file = plan.files.front();
  Rejects rejects(options.max_rejects);
  RowConverter converter(plan, rejects, options, [](std::int64_t) {});
  ChunkQueue queue(2, k_room);
  const FileCounts counts = converter.convert(file, &queue);
  queue.close();
  require(counts.rows_rejected == rejects.count(), "all rejected rows are kept");
  if (converter.contradiction()) return false;
  std::string data;
  while (auto chunk = queue.take_full()) {
    data.append(chunk->buffer, 0, chunk->used);
    queue.give_back(std::move(*chunk));
  }
  require(counts.rows_read == counts.rows_sent + counts.rows_rejected,
          "rows read = rows sent + rows rejected");
  require(check_rows(plan, file, data) == counts.rows_sent, "as many rows as are said to be sent");
  return types_are_final(plan);
}

void load(std::string_view text, const LoadOptions& options) {
  constexpr int k_most_attempts = 5;
  const MemoryFile file(text);
  TablePlan plan =
      plan_table({"bronze", "t"}, {{.path = "fuzz.csv", .table = "t", .fd = file.fd()}}, options);
  take_types_from_evidence(plan);
  for (int i = 0; i < k_most_attempts; ++i) {
    if (convert(plan, options)) return;
    take_types_from_evidence(plan);
  }
  require(false, "types are found in five attempts");
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  log::configure({.level = log::Level::error});
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string text(data + 2, data + size);
  try {
    load(text, options_of(data[0], data[1]));
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::input || error.kind() == ErrorKind::usage,
            error.message().c_str());
  }
  return 0;
}
