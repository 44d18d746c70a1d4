#include "etl/row_converter.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "etl/encode_binary.hpp"
#include "etl/utf8.hpp"

namespace selfopt::etl {
namespace {

constexpr std::int64_t k_rows_between_looks = 4096;
constexpr std::size_t k_chunk_bytes = 1 << 18;
constexpr std::size_t k_shown_value_bytes = 80;

std::size_t row_bound(const Row& row) {
  constexpr std::size_t k_number = 4 + sizeof(std::int64_t);
  return 2 + static_cast<std::size_t>(row.end - row.begin) + row.size() * encoded_bound(0) +
         k_number;
}

// \returns whether an unquoted text could be \\N, NULL or a missing_word()
bool may_be_null(char first, std::size_t size) {
  return size <= 4 && (first == 'N' || first == '\\' || first == 'n' || first == '#');
}

// \returns null if the column takes none
char* take_null(PlannedColumn& column, char* out) {
  if (column.not_null) return nullptr;
  column.nullable = true;
  return encode_null(out);
}

// Both splitters, the one that cut the block and the one that takes it apart, have to agree.
void check_rows(const PlannedFile& file, std::int64_t found, std::int64_t expected) {
  if (found == expected) return;
  throw Error(
      ErrorKind::internal,
      fmt::format("\"{}\": {} rows found in a block of {}", file.input.path, found, expected),
      "Nothing was kept.");
}

}  // namespace

// The chunk that is being filled. Without a queue there is none.
struct RowConverter::Output {
  explicit Output(ChunkQueue* target) : queue(target) {
    if (queue != nullptr) next();
  }
  void next() {
    auto empty = queue->take_empty();
    if (!empty) {
      queue = nullptr;  // the sender has failed, and says why
      return;
    }
    chunk = std::move(*empty);
    chunk.used = 0;
    chunk.rows.clear();
  }
  // \returns where the row goes, with room for `bound` bytes; null if nobody wants it
  char* room(std::size_t bound) {
    if (queue == nullptr) return nullptr;
    if (chunk.used > 0 && chunk.used + bound > chunk.buffer.size()) flush();
    if (queue == nullptr) return nullptr;
    if (bound > chunk.buffer.size()) chunk.buffer.resize(bound);
    return chunk.buffer.data() + chunk.used;
  }
  void keep(const char* end) {
    chunk.used = static_cast<std::size_t>(end - chunk.buffer.data());
    if (chunk.used >= k_chunk_bytes) flush();
  }
  void flush() {
    queue->give_full(std::exchange(chunk, {}));
    next();
  }
  // Ends the transfer: what is in the last chunk goes too, unless it is to be dropped.
  void finish(bool drop) {
    if (queue == nullptr) return;
    if (!drop && chunk.used > 0) queue->give_full(std::exchange(chunk, {}));
    queue->close();
    queue = nullptr;
  }
  ChunkQueue* queue;
  ChunkQueue::Chunk chunk;
};

// Where a field of the file goes.
struct RowConverter::Target {
  Target(PlannedColumn& planned, const LoadOptions& options)
      : column(&planned),
        encoder(planned.type),
        is_text(planned.type.id == TypeId::text),
        is_left_out(planned.is_left_out),
        is_special(planned.is_left_out || planned.not_null || options.trim ||
                   !options.null_tokens.empty() || options.thousands ||
                   options.decimal_point != '.' || (is_text && may_say_more(planned))) {}
  // Whether values may yet show that the type is another, or what words like NA mean.
  static bool may_say_more(const PlannedColumn& text) {
    return text.watches_words || (!text.of_existing && !text.evidence.is_settled_as_text());
  }
  PlannedColumn* column;
  ValueEncoder encoder;
  bool is_text;
  bool is_left_out;
  bool is_special;  // every value needs a closer look
};

RowConverter::~RowConverter() = default;

RowConverter::RowConverter(TablePlan& plan, Rejects& rejects, const LoadOptions& options,
                           std::function<void(std::int64_t)> on_bytes)
    : m_plan(plan), m_rejects(rejects), m_options(options), m_on_bytes(std::move(on_bytes)) {}

FileCounts RowConverter::convert(const PlannedFile& file, ChunkQueue* queue, bool keep_places) {
  RowReader reader(file.input, file.dialect, file.columns.size());
  aim(file);
  Output output(queue);
  FileCounts counts;
  const std::int64_t rejected_before = m_rejects.count();
  auto look = [&, told = std::int64_t{0}]() mutable {
    const std::int64_t taken = reader.source().consumed();
    m_on_bytes(taken - std::exchange(told, taken));
  };
  convert_rows(reader, file, keep_places, output, counts, std::ref(look));
  look();
  output.finish(false);
  counts.rows_rejected = m_rejects.count() - rejected_before;
  counts.bytes = reader.source().consumed();
  counts.hash = reader.source().hash();
  return counts;
}

FileCounts RowConverter::convert_blocks(const PlannedFile& file, BlockQueue& blocks,
                                        ChunkQueue& queue, const std::function<bool()>& gives_up) {
  aim(file);
  PlannedFile further = file;
  further.dialect.has_header = false;
  Output output(&queue);
  FileCounts counts;
  const std::int64_t rejected_before = m_rejects.count();
  while (auto block = blocks.take_full()) {
    if (gives_up()) output.finish(true);
    const bool is_first = block->rows_before == 0;
    const std::int64_t read_before = counts.rows_read;
    RowReader reader(*block, file.dialect, file.columns.size());
    convert_rows(reader, is_first ? file : further, false, output, counts, [] {});
    const bool has_header = is_first && file.dialect.has_header && block->rows > 0;
    check_rows(file, counts.rows_read - read_before, block->rows - (has_header ? 1 : 0));
    blocks.give_back(std::move(*block));
  }
  output.finish(false);
  counts.rows_rejected = m_rejects.count() - rejected_before;
  return counts;
}

void RowConverter::aim(const PlannedFile& file) {
  m_targets.clear();
  for (const std::size_t column : file.columns)
    m_targets.emplace_back(m_plan.columns[column], m_options);
  m_sent_fields =
      static_cast<std::size_t>(std::ranges::count(m_targets, false, &Target::is_left_out)) +
      (m_plan.numbers_rows ? 1 : 0);
}

void RowConverter::convert_rows(RowReader& reader, const PlannedFile& file, bool keep_places,
                                Output& output, FileCounts& counts,
                                const std::function<void()>& look) {
  CellReader cells(m_options, file.dialect);
  bool is_header = file.dialect.has_header;
  Row row;
  while (reader.next(row)) {
    if (std::exchange(is_header, false)) continue;
    ++m_number;
    if (++counts.rows_read % k_rows_between_looks == 0) look();
    if (!is_sound(reader, row, file)) continue;
    char* out = output.room(row_bound(row));
    if (out == nullptr) {
      observe(reader, row, file, cells);
      continue;
    }
    const Verdict verdict = encode(reader, row, file, cells, out);
    if (verdict == Verdict::good) {
      ++counts.rows_sent;
      if (keep_places)
        output.chunk.rows.push_back({output.chunk.used, m_number, reader.line_of(row),
                                     reader.offset_of(row), std::string(row.raw())});
      output.keep(out);
    }
    if (verdict == Verdict::contradicted) observe(reader, row, file, cells);
    if (verdict == Verdict::contradicted || m_rejects.exceeded()) output.finish(true);
  }
}

bool RowConverter::is_sound(RowReader& reader, const Row& row, const PlannedFile& file) {
  if (row.fault != nullptr) {
    reject(reader, row, file, {}, row.fault);
    return false;
  }
  if (row.size() != file.columns.size()) {
    reject(reader, row, file, {},
           fmt::format("{} instead of {}", counted(static_cast<std::int64_t>(row.size()), "value"),
                       file.columns.size()));
    return false;
  }
  if (const std::string fault = reader.encoding_fault(row); !fault.empty()) {
    reject(reader, row, file, {}, fault);
    return false;
  }
  return true;
}

void RowConverter::observe(RowReader& reader, const Row& row, const PlannedFile& file,
                           CellReader& cells) {
  std::optional<std::size_t> failed;
  for (std::size_t i = 0; i < row.size(); ++i) {
    PlannedColumn& column = m_plan.columns[file.columns[i]];
    const Field field = row[i];
    if (column.defined && !failed && !fits(field, m_targets[i], cells)) failed = i;
    const Cell cell = cells.read(field);
    if (cell.is_null) {
      column.nullable = true;
    } else {
      column.nullable |= column.type.id != TypeId::text && cells.is_null_unless_text(cell.value);
      cells.observe(field, cell.value, column);
    }
  }
  if (failed) misfit(reader, row, file, *failed, cells);
}

// \returns whether a value that would be sent nowhere could be sent
bool RowConverter::fits(const Field& field, const Target& target, CellReader& cells) {
  m_scratch.resize(std::max(m_scratch.size(), encoded_bound(field.size)));
  return encode_oddity(field, target, cells, m_scratch.data()) != nullptr;
}

// Moves \p out behind the row if it is good.
RowConverter::Verdict RowConverter::encode(RowReader& reader, const Row& row,
                                           const PlannedFile& file, CellReader& cells, char*& out) {
  char* at = encode_row_start(m_sent_fields, out);
  const Target* target = m_targets.data();
  const char quote = file.dialect.quote;
  std::size_t failed = 0;
  row.for_each_written([&](std::size_t i, const char* field, std::size_t size) {
    char* end = nullptr;
    if (size == 0 && !target->is_special) {
      target->column->nullable = true;
      end = encode_null(at);
    } else {
      if (!target->is_special && *field != quote && !(target->is_text && may_be_null(*field, size)))
        end = target->encoder.encode({field, size}, at);
      if (end == nullptr) end = encode_oddity(row[i], *target, cells, at);
    }
    ++target;
    if (end == nullptr) failed = i;
    at = end;
    return end != nullptr;
  });
  if (at == nullptr) return misfit(reader, row, file, failed, cells);
  out = m_plan.numbers_rows ? put_sized(m_number, at) : at;
  return Verdict::good;
}

// Text, NULL tokens, escaped quotes, blanks around a value.
char* RowConverter::encode_oddity(const Field& field, const Target& target, CellReader& cells,
                                  char* out) {
  if (target.is_left_out) return out;
  PlannedColumn& column = *target.column;
  const Cell cell = cells.read(field);
  if (cell.is_null) return take_null(column, out);
  const MissingWords word = cells.word_of(field, cell.value);
  column.words.note(word);
  if (target.is_text) {
    if ((word & column.null_words) != 0) return take_null(column, out);
    if (target.is_special) cells.observe(field, cell.value, column);
    return target.encoder.encode(cell.value, out);
  }
  if (!cells.rewrites_numbers())
    if (char* end = target.encoder.encode(cell.value, out)) return end;
  if (cells.is_null_unless_text(cell.value)) return take_null(column, out);
  const std::string_view inner = cells.plain_number(trimmed(cell.value));
  const bool was_tried = !cells.rewrites_numbers() && inner.size() == cell.value.size();
  return was_tried ? nullptr : target.encoder.encode(inner, out);
}

RowConverter::Verdict RowConverter::misfit(RowReader& reader, const Row& row,
                                           const PlannedFile& file, std::size_t index,
                                           CellReader& cells) {
  PlannedColumn& column = m_plan.columns[file.columns[index]];
  const Cell cell = cells.read(row[index]);
  const std::string value = printable(cell.value, k_shown_value_bytes);
  const std::string type = sql_type(column.type);
  if (column.is_fixed) {
    const bool is_null = column.not_null && (cell.is_null || cells.is_null_unless_text(cell.value));
    reject(
        reader, row, file, column.name,
        is_null ? "NULL is not allowed" : fmt::format("\"{}\" does not fit type {}", value, type));
    return Verdict::rejected;
  }
  m_contradiction = {column.name, type, value,
                     fmt::format("{}:{}", file.input.path, reader.line_of(row))};
  column.outgrown = column.of_existing;
  return Verdict::contradicted;
}

void RowConverter::reject(RowReader& reader, const Row& row, const PlannedFile& file,
                          const std::string& column, const std::string& reason) {
  m_rejects.add({.file = file.input.path,
                 .line = reader.line_of(row),
                 .byte_offset = reader.offset_of(row),
                 .column = column,
                 .reason = reason,
                 .raw = row.raw()});
}

}  // namespace selfopt::etl
