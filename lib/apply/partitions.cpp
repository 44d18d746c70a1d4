// A partitioned table takes no CREATE INDEX CONCURRENTLY. So: an index on the parent alone, which
// is invalid and costs nothing; one on each partition, concurrently and if wanted several side by
// side; then each is attached, and with the last the parent's becomes valid. Every step looks at
// what is there already, so that a run goes on where another ended.

#include "pg/partitions.hpp"

#include <algorithm>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "apply/change.hpp"
#include "env/hash.hpp"
#include "pg/ledger.hpp"
#include "sql/identifier.hpp"

namespace selfopt::change {
namespace {

// Unique, at most 63 bytes, and the same in every run.
std::string part_name(const std::string& index, const std::string& partition) {
  constexpr std::size_t k_most_of_partition = 40;
  std::string head = partition.substr(0, k_most_of_partition);
  while (!head.empty() && (static_cast<unsigned char>(head.back()) & 0x80U) != 0 &&
         head.size() == k_most_of_partition)
    head.pop_back();  // rather short than in the middle of a character
  return head + "_" + env::stable_hash_hex(index + " " + partition) + "_idx";
}

}  // namespace

std::optional<Failure> Workshop::build_partitioned(const Action& action) {
  auto parent = pg::index_state(m_ledger, action.table, action.name);
  if (!parent) {
    if (auto failure = attempt(action, action.ddl)) return failure;
    parent = pg::index_state(m_ledger, action.table, action.name);
  }
  if (!parent || parent->valid) return std::nullopt;
  return build_parts(action, parent->table, parent->sql_name);
}

std::optional<Failure> Workshop::build_parts(const Action& action, const std::string& table,
                                             const std::string& index) {
  const std::string what = pg::definition_after_table(m_ledger, index);
  const std::vector<pg::IndexPart> parts = pg::index_parts(m_ledger, table, index);
  if (auto failure = build_leaves(action, parts, index, what)) return failure;
  for (const pg::IndexPart& part : parts) {
    if (!part.attached.empty() && (part.attached_valid || !part.partitioned)) continue;
    const std::string name = part_name(index, part.table_name);
    const std::string full_name =
        part.attached.empty() ? part.schema + "." + sql::quote_identifier(name) : part.attached;
    if (part.partitioned) {
      if (part.attached.empty() && !pg::index_state(m_ledger, part.table, name))
        if (auto failure =
                attempt(action, fmt::format("create index {} on only {}{}",
                                            sql::quote_identifier(name), part.table, what)))
          return failure;
      if (auto failure = build_parts(action, part.table, full_name)) return failure;
    }
    if (part.attached.empty())
      if (auto failure =
              attempt(action, fmt::format("alter index {} attach partition {}", index, full_name)))
        return failure;
  }
  return std::nullopt;
}

// The indexes on those of `parts` that have no partitions themselves; what is there stays.
std::optional<Failure> Workshop::build_leaves(const Action& action,
                                              const std::vector<pg::IndexPart>& parts,
                                              const std::string& index, const std::string& what) {
  std::vector<std::string> statements;
  for (const pg::IndexPart& part : parts) {
    if (part.partitioned || !part.attached.empty()) continue;
    const std::string name = part_name(index, part.table_name);
    const auto there = pg::index_state(m_ledger, part.table, name);
    if (there && there->valid) continue;
    if (there && !drop_invalid({}, there->sql_name))
      return Failure{Error(ErrorKind::database, "an invalid index is in the way"), {}, {}};
    statements.push_back(fmt::format("create index concurrently {} on {}{}",
                                     sql::quote_identifier(name), part.table, what));
  }
  return attempt_side_by_side(action, statements, lanes(action, what, statements.size()));
}

// Builds wait for each other's snapshots before PostgreSQL 14, and with expressions or conditions
// still: nothing would be gained, and their waits would count as waits for others.
std::size_t Workshop::lanes(const Action& action, const std::string& what, std::size_t leaves) {
  constexpr int k_builds_ignore_each_other = 140000;
  const auto parent = pg::index_state(m_ledger, action.table, action.name);
  if (m_builder->server_version() < k_builds_ignore_each_other || !parent ||
      parent->has_expression || what.find(" WHERE ") != std::string::npos)
    return 1;
  return std::min(m_limits.parallel, leaves);
}

// Runs the statements on so many connections. After a failure none is begun any more.
// \returns the first failure
std::optional<Failure> Workshop::attempt_side_by_side(const Action& action,
                                                      const std::vector<std::string>& statements,
                                                      std::size_t lanes) {
  std::mutex mutex;
  std::size_t next = 0;
  std::optional<Failure> first;
  const auto work = [&](pg::IndexBuilder& builder) {
    for (;;) {
      std::unique_lock lock(mutex);
      if (first || next == statements.size()) return;
      const std::string& statement = statements[next++];
      lock.unlock();
      auto failure = attempt_on(builder, action, statement);
      lock.lock();
      if (failure && !first) first = std::move(failure);
    }
  };
  std::vector<std::unique_ptr<pg::IndexBuilder>> hands;
  try {
    while (hands.size() + 1 < lanes)
      hands.push_back(std::make_unique<pg::IndexBuilder>(m_database, m_limits.max_wait,
                                                         pg::IndexBuilder::Role::hand));
  } catch (const Error& error) {
    return Failure{error, {}, {}};
  }
  {
    std::vector<std::jthread> threads;
    for (const auto& hand : hands)
      threads.emplace_back([&work, &hand] { work(*hand); });
    work(*m_builder);
  }
  return first;
}

// \returns whether nothing of the index is left
bool Workshop::remove_partitioned(const Action& action) {
  const auto parent = pg::index_state(m_ledger, action.table, action.name);
  if (!parent) return true;
  return remove_parts(action, parent->table, parent->sql_name) &&
         drop_invalid(action, parent->sql_name);
}

// Parts that are attached go with their parent; the others are found by their names.
bool Workshop::remove_parts(const Action& action, const std::string& table,
                            const std::string& index) {
  bool removed = true;
  for (const pg::IndexPart& part : pg::index_parts(m_ledger, table, index)) {
    const auto there = pg::index_state(m_ledger, part.table, part_name(index, part.table_name));
    if (!there) continue;
    if (part.partitioned) removed = remove_parts(action, part.table, there->sql_name) && removed;
    if (part.attached.empty())
      removed = drop_invalid(part.partitioned ? action : Action{}, there->sql_name) && removed;
  }
  return removed;
}

}  // namespace selfopt::change
