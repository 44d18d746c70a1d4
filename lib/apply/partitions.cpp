// A partitioned table takes no CREATE INDEX CONCURRENTLY. So: an index on the parent alone, which
// is invalid and costs nothing; one on each partition, concurrently; then each is attached, and
// with the last the parent's becomes valid. Every step looks at what is there already, so that a
// run goes on where another ended.

#include "pg/partitions.hpp"

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
  for (const pg::IndexPart& part : pg::index_parts(m_ledger, table, index)) {
    if (!part.attached.empty() && part.attached_valid) continue;
    const std::string name = part_name(index, part.table_name);
    const std::string full_name =
        part.attached.empty() ? part.schema + "." + sql::quote_identifier(name) : part.attached;
    auto there = pg::index_state(m_ledger, part.table, name);
    if (there && !there->valid && !part.partitioned && part.attached.empty() &&
        !drop_invalid({}, there->sql_name))
      return Failure{Error(ErrorKind::database, "an invalid index is in the way"), {}, {}, false};
    if (there && !there->valid && !part.partitioned) there.reset();
    if (!there && part.attached.empty()) {
      const std::string head = part.partitioned ? "create index {} on only {}{}"
                                                : "create index concurrently {} on {}{}";
      if (auto failure = attempt(
              action,
              fmt::format(fmt::runtime(head), sql::quote_identifier(name), part.table, what)))
        return failure;
    }
    if (part.partitioned)
      if (auto failure = build_parts(action, part.table, full_name)) return failure;
    if (part.attached.empty())
      if (auto failure =
              attempt(action, fmt::format("alter index {} attach partition {}", index, full_name)))
        return failure;
  }
  return std::nullopt;
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
