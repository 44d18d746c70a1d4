#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "etl/chunk_queue.hpp"
#include "etl/infer_types.hpp"
#include "etl/rejects.hpp"
#include "etl/row_reader.hpp"
#include "etl/table_plan.hpp"

namespace selfopt::etl {

/// What was found in one file.
struct FileCounts {
  std::int64_t rows_read = 0;
  std::int64_t rows_sent = 0;
  std::int64_t rows_rejected = 0;
  std::int64_t bytes = 0;
  std::uint64_t hash = 0;
};

/// A value that its column's proposed type does not hold.
struct Contradiction {
  std::string column;
  std::string type;
  std::string value;
  std::string where;  ///< file:line
};

/// Reads files row by row, verifies every value against its column's type, and writes binary COPY
/// data. After a contradiction it only looks at the remaining rows, so that afterwards the evidence
/// of all columns is complete.
class RowConverter {
 public:
  ~RowConverter();
  /// \param on_bytes told now and then how many more bytes were taken from the disk
  RowConverter(TablePlan& plan, Rejects& rejects, const LoadOptions& options,
               std::function<void(std::int64_t)> on_bytes);

  /// Converts a whole file.
  /// \param queue       where the data goes; null: nowhere, every value is only shown to the
  /// evidence \param keep_places whether each row's place goes along, so that the server may reject
  /// it
  FileCounts convert(const PlannedFile& file, ChunkQueue* queue, bool keep_places = false);

  /// Converts those blocks of a file that it gets hold of; others may take from \p blocks, too.
  /// \param gives_up asked before each block whether to send no more rows and only look at them
  /// \returns what was in its blocks; bytes and hash are left 0
  FileCounts convert_blocks(const PlannedFile& file, BlockQueue& blocks, ChunkQueue& queue,
                            const std::function<bool()>& gives_up);

  const std::optional<Contradiction>& contradiction() const { return m_contradiction; }

 private:
  struct Output;
  struct Target;
  enum class Verdict { good, rejected, contradicted };

  void aim(const PlannedFile& file);
  void convert_rows(RowReader& reader, const PlannedFile& file, bool keep_places, Output& output,
                    FileCounts& counts, const std::function<void()>& look);
  bool is_sound(RowReader& reader, const Row& row, const PlannedFile& file);
  void observe(RowReader& reader, const Row& row, const PlannedFile& file, CellReader& cells);
  bool fits(const Field& field, const Target& target, CellReader& cells);
  Verdict encode(RowReader& reader, const Row& row, const PlannedFile& file, CellReader& cells,
                 char*& out);
  static char* encode_oddity(const Field& field, const Target& target, CellReader& cells,
                             char* out);
  Verdict misfit(RowReader& reader, const Row& row, const PlannedFile& file, std::size_t index,
                 CellReader& cells);
  void reject(RowReader& reader, const Row& row, const PlannedFile& file, const std::string& column,
              const std::string& reason);

  TablePlan& m_plan;
  Rejects& m_rejects;
  const LoadOptions& m_options;
  std::function<void(std::int64_t)> m_on_bytes;
  std::optional<Contradiction> m_contradiction;
  std::size_t m_sent_fields = 0;
  std::int64_t m_number = 0;  // of the row that was read last, over all files
  std::string m_scratch;
  std::vector<Target> m_targets;  // for each field of a row of the file
};

}  // namespace selfopt::etl
