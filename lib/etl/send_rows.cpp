#include "etl/send_rows.hpp"

#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "etl/encode_binary.hpp"
#include "pg/load_stage.hpp"

namespace selfopt::etl {

std::vector<std::string> column_list(const TablePlan& plan, const PlannedFile& file) {
  std::vector<std::string> names;
  for (const std::size_t column : file.columns)
    if (!plan.columns[column].is_left_out) names.push_back(plan.columns[column].name);
  if (plan.numbers_rows) names.emplace_back(pg::k_row_number);
  return names;
}

void send_all(pg::Wire& wire, ChunkQueue& queue) {
  wire.copy_send(k_binary_header);
  while (auto chunk = queue.take_full()) {
    wire.copy_send({chunk->buffer.data(), chunk->used});
    queue.give_back(std::move(*chunk));
  }
}

Converting::Converting(ChunkQueue& queue, std::function<FileCounts()> convert)
    : m_queue(queue), m_thread([convert = std::move(convert), this] {
        try {
          m_counts = convert();
          m_queue.close();
        } catch (...) {
          m_failure = std::current_exception();
          m_queue.close(m_failure);
        }
      }) {}

Converting::~Converting() {
  m_queue.abandon();
  if (m_thread.joinable()) m_thread.join();
}

FileCounts Converting::finish() {
  m_thread.join();
  if (m_failure) std::rethrow_exception(m_failure);
  return m_counts;
}

void check_sum(const PlannedFile& file, const FileCounts& counts, std::int64_t stored) {
  if (stored == counts.rows_sent && counts.rows_read == counts.rows_sent + counts.rows_rejected)
    return;
  throw Error(
      ErrorKind::internal,
      fmt::format("\"{}\": {} rows read, {} rejected, {} sent, but {} stored", file.input.path,
                  counts.rows_read, counts.rows_rejected, counts.rows_sent, stored),
      "Nothing was kept.");
}

}  // namespace selfopt::etl
