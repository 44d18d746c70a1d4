#pragma once

#include <exception>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "etl/row_converter.hpp"
#include "etl/table_plan.hpp"
#include "pg/wire.hpp"

namespace selfopt::etl {

/// A queue with as many chunks as keep both sides busy.
class SendQueue : public ChunkQueue {
 public:
  SendQueue() : ChunkQueue(k_chunks, k_chunk_bytes) {}

 private:
  static constexpr std::size_t k_chunks = 6;
  static constexpr std::size_t k_chunk_bytes = std::size_t{1} << 19;
};

/// The columns of the table that a row of the file has values for, in its order.
std::vector<std::string> column_list(const TablePlan& plan, const PlannedFile& file);

/// Sends the chunks of the queue to the COPY that is running, but not its end.
void send_all(pg::Wire& wire, ChunkQueue& queue);

/// A thread that fills a queue, stopped and joined whatever happens on the one that sends.
class Converting {
 public:
  Converting(ChunkQueue& queue, std::function<FileCounts()> convert);
  ~Converting();
  Converting(const Converting&) = delete;
  Converting& operator=(const Converting&) = delete;

  /// Waits for its end. Throws what the thread threw.
  FileCounts finish();

 private:
  ChunkQueue& m_queue;
  FileCounts m_counts;
  std::exception_ptr m_failure;
  std::thread m_thread;  // last: it uses the others
};

/// Nothing may get lost between the file and the table.
/// \throws Error{internal} if the sums do not match
void check_sum(const PlannedFile& file, const FileCounts& counts, std::int64_t stored);

}  // namespace selfopt::etl
