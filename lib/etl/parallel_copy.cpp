#include "etl/parallel_copy.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <utility>

#include "etl/block_reader.hpp"
#include "etl/copy_file.hpp"
#include "etl/send_rows.hpp"
#include "pg/load_target.hpp"

namespace selfopt::etl {
namespace {

// Blocks for each connection; one more is being cut.
constexpr std::size_t k_blocks_each = 2;

// Cuts the file. Its failure reaches those who take blocks.
void cut(const PlannedFile& file, BlockQueue& blocks, FileCounts& counts,
         const std::function<void(std::int64_t)>& on_bytes) {
  try {
    BlockReader reader(file);
    while (auto block = blocks.take_empty()) {
      if (!reader.next(*block)) break;
      blocks.give_full(std::move(*block));
      on_bytes(reader.source().consumed() -
               std::exchange(counts.bytes, reader.source().consumed()));
    }
    counts.hash = reader.source().hash();
    blocks.close();
  } catch (...) {
    blocks.close(std::current_exception());
  }
}

}  // namespace

// What one connection has.
struct ParallelCopy::Part {
  Part(const TablePlan& whole, const LoadOptions& options)
      : plan(whole),
        rejects(std::make_unique<Rejects>(options.max_rejects)),
        converter(plan, *rejects, options, [](std::int64_t) {}) {}

  // Sends blocks until there are no more, or only takes them once one connection has given up.
  void send(pg::Wire& wire, const PlannedFile& file, BlockQueue& blocks,
            const std::function<bool(const RowConverter&)>& gives_up) {
    pg::copy_binary_begin(wire, plan.copy_into, column_list(plan, file), false);
    SendQueue queue;
    Converting converting(queue, [&] {
      return converter.convert_blocks(file, blocks, queue, [&] { return gives_up(converter); });
    });
    try {
      send_all(wire, queue);
    } catch (...) {
      blocks.abandon();  // before the converting thread is waited for
      throw;
    }
    counts = converting.finish();
    if (gives_up(converter))
      wire.copy_abort("given up");
    else
      stored = end_copy(wire, plan);
  }

  TablePlan plan;
  std::unique_ptr<Rejects> rejects;
  RowConverter converter;
  FileCounts counts;
  std::int64_t stored = 0;
  std::exception_ptr failure;
};

ParallelCopy::ParallelCopy(const Database& database, std::size_t connections,
                           const LoadOptions& options, NodeGuard* guard,
                           std::function<void(std::int64_t)> on_bytes)
    : m_options(options), m_on_bytes(std::move(on_bytes)) {
  for (std::size_t i = 0; i < connections; ++i) {
    m_wires.push_back(std::make_unique<pg::Wire>(database));
    m_guarded.push_back(std::make_unique<NodeGuard::Guarded>(guard, *m_wires.back()));
    pg::allow_long_statements(*m_wires.back());
    pg::begin_transaction(*m_wires.back());
  }
}

ParallelCopy::~ParallelCopy() {
  for (const auto& wire : m_wires)
    pg::roll_back(*wire);
}

FileCounts ParallelCopy::copy(TablePlan& plan, const PlannedFile& file, Rejects& rejects) {
  std::vector<std::unique_ptr<Part>> parts;
  for (std::size_t i = 0; i < m_wires.size(); ++i)
    parts.push_back(std::make_unique<Part>(plan, m_options));
  FileCounts counts;
  const bool given_up = send_parts(parts, file, counts, rejects.count());
  std::vector<std::unique_ptr<Rejects>> rejected;
  std::int64_t stored = 0;
  for (const auto& part : parts) {
    counts.rows_read += part->counts.rows_read;
    counts.rows_sent += part->counts.rows_sent;
    counts.rows_rejected += part->counts.rows_rejected;
    stored += part->stored;
    if (!m_contradiction) m_contradiction = part->converter.contradiction();
    join_columns(plan, part->plan);
    rejected.push_back(std::move(part->rejects));
  }
  rejects.absorb(rejected);
  if (!given_up) check_sum(file, counts, stored);
  return counts;
}

// \returns whether sending was given up
bool ParallelCopy::send_parts(const std::vector<std::unique_ptr<Part>>& parts,
                              const PlannedFile& file, FileCounts& counts,
                              std::int64_t rejected_before) {
  std::atomic<bool> given_up = false;
  const auto gives_up = [&](const RowConverter& converter) {
    std::int64_t rejected = rejected_before;
    for (const auto& part : parts)
      rejected += part->rejects->count();
    if (converter.contradiction() || m_options.max_rejects.is_exceeded_by(rejected))
      given_up = true;
    return given_up.load();
  };
  BlockQueue blocks(std::vector<Block>(k_blocks_each * parts.size() + 1));
  {
    std::vector<std::jthread> threads;
    threads.emplace_back([&] { cut(file, blocks, counts, m_on_bytes); });
    for (std::size_t i = 0; i < parts.size(); ++i)
      threads.emplace_back([&, part = parts[i].get(), wire = m_wires[i].get()] {
        try {
          part->send(*wire, file, blocks, gives_up);
        } catch (...) {
          part->failure = std::current_exception();
          blocks.abandon();
        }
      });
  }
  for (const auto& part : parts)
    if (part->failure) std::rethrow_exception(part->failure);
  return given_up;
}

void ParallelCopy::commit() {
  for (const auto& wire : m_wires)
    pg::commit_transaction(*wire);
  m_wires.clear();
}

}  // namespace selfopt::etl
