#include "etl/copy_file.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "etl/encode_binary.hpp"
#include "etl/send_rows.hpp"

namespace selfopt::etl {
namespace {

// A trigger before INSERT may do so without a word.
Error left_out(const TablePlan& plan) {
  return {ErrorKind::database,
          fmt::format("a trigger of \"{}\" leaves the row out", plan.shown_name())};
}

// Stores the rows of chunks and rejects those that the server refuses. So many go together as have
// one or two refusals among them; that is known from the latest one.
class CarefulCopy {
 public:
  CarefulCopy(pg::Wire& wire, const TablePlan& plan, const PlannedFile& file, Rejects& rejects)
      : m_wire(wire),
        m_plan(plan),
        m_file(file),
        m_columns(column_list(plan, file)),
        m_rejects(rejects) {}

  void store(const ChunkQueue::Chunk& chunk) {
    std::size_t first = 0;
    while (first < chunk.rows.size() && !m_rejects.exceeded()) {
      const std::size_t count = std::min(m_batch, chunk.rows.size() - first);
      const auto refused = store_rows(chunk, first, count);
      if (!refused) {
        m_batch = std::min(m_batch * 2, k_most_rows);
        first += count;
        m_since_refusal += count;
        continue;
      }
      const auto named = static_cast<std::size_t>(refused->row.value_or(0));
      const bool is_named = named >= 1 && named <= count;
      if (count == 1 || (is_named && refused->is_sure)) {
        const std::size_t good = is_named ? named - 1 : 0;
        if (good > 0 && store_rows(chunk, first, good)) {
          m_batch = good / 2 + 1;  // they were refused for another reason
          continue;
        }
        first += good;
        m_since_refusal += good;
        reject(chunk.rows[first++], *refused);
        m_batch = std::clamp<std::size_t>(2 * std::exchange(m_since_refusal, 0), 2, k_most_rows);
        continue;
      }
      m_batch = is_named && named > 1 ? named - 1 : is_named ? 1 : count / 2;
    }
  }
  std::int64_t stored() const { return m_stored; }
  std::int64_t refused() const { return m_refused; }

 private:
  struct Refusal {
    Error error;
    std::optional<std::int64_t> row;
    bool is_sure = false;  // that it is that row, and not the sum of several
  };
  static constexpr std::size_t k_most_rows = 1 << 14;

  // \returns why not, if a row was refused
  std::optional<Refusal> store_rows(const ChunkQueue::Chunk& chunk, std::size_t first,
                                    std::size_t count) {
    const std::size_t begin = chunk.rows[first].begin;
    const std::size_t end =
        first + count < chunk.rows.size() ? chunk.rows[first + count].begin : chunk.used;
    try {
      pg::copy_binary_begin_behind_savepoint(m_wire, m_plan.copy_into, m_columns,
                                             !std::exchange(m_has_savepoint, true));
      m_wire.copy_send(k_binary_header);
      m_wire.copy_send(std::string_view(chunk.buffer).substr(begin, end - begin));
      m_wire.copy_send(k_binary_trailer);
      if (m_wire.copy_end() < static_cast<std::int64_t>(count)) {
        pg::roll_back_to_savepoint(m_wire);
        return Refusal{left_out(m_plan), std::nullopt};
      }
      m_stored += static_cast<std::int64_t>(count);
      return std::nullopt;
    } catch (const Error& error) {
      const pg::CopyRefusal refusal = pg::last_copy_refusal(m_wire, m_plan.copy_into);
      if (!refusal.is_about_a_row || !m_wire.alive() || error.kind() == ErrorKind::interrupted)
        throw;
      pg::roll_back_to_savepoint(m_wire);
      return Refusal{error, refusal.row, refusal.is_sure_of_row};
    }
  }

  void reject(const ChunkQueue::RowPlace& row, const Refusal& refusal) {
    ++m_refused;
    const std::string detail = refusal.error.detail();
    m_rejects.add({.file = m_file.input.path,
                   .line = row.line,
                   .byte_offset = row.byte_offset,
                   .column = {},
                   .reason = refusal.error.message() + (detail.empty() ? "" : ": " + detail),
                   .raw = row.raw});
  }

  pg::Wire& m_wire;
  const TablePlan& m_plan;
  const PlannedFile& m_file;
  std::vector<std::string> m_columns;
  Rejects& m_rejects;
  std::size_t m_batch = 256;
  std::size_t m_since_refusal = 0;  // rows that were stored
  bool m_has_savepoint = false;
  std::int64_t m_stored = 0;
  std::int64_t m_refused = 0;
};

}  // namespace

std::int64_t end_copy(pg::Wire& wire, const TablePlan& plan) {
  try {
    wire.copy_send(k_binary_trailer);
    return wire.copy_end();
  } catch (const Error& error) {
    const pg::CopyRefusal refusal = pg::last_copy_refusal(wire, plan.copy_into);
    if (wire.alive() && refusal.is_about_a_row) throw RowRefused{error, refusal.is_constraint};
    throw;
  }
}

FileCounts copy_file(pg::Wire& wire, const TablePlan& plan, const PlannedFile& file,
                     RowConverter& converter, const Rejects& rejects) {
  pg::copy_binary_begin(wire, plan.copy_into, column_list(plan, file), plan.may_freeze);
  SendQueue queue;
  Converting converting(queue, [&] { return converter.convert(file, &queue); });
  send_all(wire, queue);
  const FileCounts counts = converting.finish();
  if (converter.contradiction() || rejects.exceeded()) {
    wire.copy_abort("given up");
    return counts;
  }
  const std::int64_t stored = end_copy(wire, plan);
  if (stored < counts.rows_sent) throw RowRefused{left_out(plan)};
  check_sum(file, counts, stored);
  return counts;
}

FileCounts copy_file_carefully(pg::Wire& wire, const TablePlan& plan, const PlannedFile& file,
                               RowConverter& converter, Rejects& rejects) {
  const std::int64_t rejected_before = rejects.count();
  CarefulCopy copy(wire, plan, file, rejects);
  SendQueue queue;
  Converting converting(queue, [&] { return converter.convert(file, &queue, true); });
  while (auto chunk = queue.take_full()) {
    copy.store(*chunk);
    queue.give_back(std::move(*chunk));
  }
  FileCounts counts = converting.finish();
  counts.rows_sent -= copy.refused();
  counts.rows_rejected = rejects.count() - rejected_before;
  if (!converter.contradiction() && !rejects.exceeded()) check_sum(file, counts, copy.stored());
  return counts;
}

void visit_sent_rows(const PlannedFile& file, RowConverter& converter,
                     const std::function<void(const ChunkQueue::RowPlace&)>& on_row) {
  SendQueue queue;
  Converting converting(queue, [&] { return converter.convert(file, &queue, true); });
  while (auto chunk = queue.take_full()) {
    for (const ChunkQueue::RowPlace& row : chunk->rows)
      on_row(row);
    queue.give_back(std::move(*chunk));
  }
  converting.finish();
}

}  // namespace selfopt::etl
