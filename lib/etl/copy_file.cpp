#include "etl/copy_file.hpp"

#include <thread>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "etl/encode_binary.hpp"

namespace selfopt::etl {
namespace {

constexpr std::size_t k_buffers = 6;
constexpr std::size_t k_buffer_bytes = std::size_t{1} << 19;

std::vector<std::string> column_list(const TablePlan& plan, const PlannedFile& file) {
  std::vector<std::string> names;
  for (const std::size_t column : file.columns)
    if (!plan.columns[column].is_left_out) names.push_back(plan.columns[column].name);
  return names;
}

void send_all(pg::Wire& wire, ChunkQueue& queue) {
  wire.copy_send(k_binary_header);
  while (auto chunk = queue.take_full()) {
    wire.copy_send({chunk->buffer.data(), chunk->used});
    queue.give_back(std::move(*chunk));
  }
}

// The thread that reads, stopped and joined whatever happens on the one that sends.
class Converting {
 public:
  Converting(RowConverter& converter, const PlannedFile& file, ChunkQueue& queue)
      : m_queue(queue), m_thread([&converter, &file, &queue, this] {
          try {
            m_counts = converter.convert(file, &queue);
            queue.close();
          } catch (...) {
            m_failure = std::current_exception();
            queue.close(m_failure);
          }
        }) {}
  ~Converting() {
    m_queue.abandon();
    if (m_thread.joinable()) m_thread.join();
  }
  Converting(const Converting&) = delete;
  Converting& operator=(const Converting&) = delete;

  FileCounts finish() {
    m_thread.join();
    if (m_failure) std::rethrow_exception(m_failure);
    return m_counts;
  }

 private:
  ChunkQueue& m_queue;
  FileCounts m_counts;
  std::exception_ptr m_failure;
  std::thread m_thread;  // last: it uses the others
};

}  // namespace

FileCounts copy_file(pg::Wire& wire, const TablePlan& plan, const PlannedFile& file,
                     RowConverter& converter, const Rejects& rejects) {
  pg::copy_binary_begin(wire, plan.name, column_list(plan, file), plan.may_freeze);
  ChunkQueue queue(k_buffers, k_buffer_bytes);
  Converting converting(converter, file, queue);
  send_all(wire, queue);
  const FileCounts counts = converting.finish();
  if (converter.contradiction() || rejects.exceeded()) {
    wire.copy_abort("given up");
    return counts;
  }
  wire.copy_send(k_binary_trailer);
  const std::int64_t stored = wire.copy_end();
  if (stored != counts.rows_sent || counts.rows_read != counts.rows_sent + counts.rows_rejected)
    throw Error(
        ErrorKind::internal,
        fmt::format("\"{}\": {} rows read, {} rejected, {} sent, but {} stored", file.input.path,
                    counts.rows_read, counts.rows_rejected, counts.rows_sent, stored),
        "Nothing was kept.");
  return counts;
}

}  // namespace selfopt::etl
