#include "recommend/candidate_pool.hpp"

#include <algorithm>

#include <selfopt/log.hpp>

#include "recommend/candidates.hpp"
#include "recommend/index_size.hpp"
#include "recommend/selection.hpp"

namespace selfopt::advisor {

using whatif::IndexSet;

namespace {

// Four rounds found all that eight did, on TPC-H and on a workload of 90 large joins.
constexpr int k_rounds = 4;
// More candidates than these make every plan, and the choice among them, slow.
constexpr std::size_t k_largest_pool = 1000;

const Column* column_of(const Table& table, const std::string& sql_name) {
  const auto found = std::ranges::find(table.columns, sql_name, &Column::sql_name);
  return found == table.columns.end() ? nullptr : &*found;
}

KeyShape shape_of(const Table& table, const std::string& sql) {
  if (const Column* column = column_of(table, sql)) return key_shape(*column, table.rows);
  return KeyShape{.average_width = 16, .variable_width = true};  // an expression: nothing is known
}

}  // namespace

std::int64_t built_size_bytes(const Catalog& catalog, const IndexDefinition& definition,
                              double kept_share) {
  const Table* table = find_table(catalog, definition.table);
  if (table == nullptr) return 0;
  std::vector<KeyShape> keys;
  std::vector<KeyShape> included;
  for (const IndexKey& key : definition.keys)
    keys.push_back(shape_of(*table, key.sql));
  for (const std::string& column : definition.include)
    included.push_back(shape_of(*table, column));
  if (definition.method == "brin") return brin_size_bytes(table->pages, keys);
  return btree_size_bytes(std::max(table->rows, 0.0) * kept_share, keys, included);
}

void CandidatePool::add_for(int query, const TableAccess& access) {
  for (const IndexDefinition& definition : candidates_for(access, m_options.max_width))
    if (const auto number = add(definition)) m_oracle.relate(query, *number);
}

std::optional<int> CandidatePool::add(const IndexDefinition& definition) {
  const auto [known, is_new] = m_numbers.emplace(definition, std::nullopt);
  if (is_new && !exists_already(definition, m_catalog))
    known->second = m_oracle.add_candidate(definition);
  return known->second;
}

IndexSet CandidatePool::narrow() {
  const auto rounds = wanted_candidates(m_oracle, k_rounds);
  IndexSet pool;
  for (const IndexSet& wanted : rounds)
    pool = pool.united(wanted);
  log::debug("{} of {} candidates are wanted by the planner, {} plans", pool.size(),
             m_oracle.candidate_count(), m_oracle.calls());
  add_relatives(pool);
  // What is wanted most first: many can be merged, and the pool has to stay small.
  IndexSet so_far;
  for (const IndexSet& wanted : rounds)
    add_merges(so_far = so_far.united(wanted), pool);
  log::debug("{} with what can stand for them", pool.size());
  return pool;
}

// What was made from \p parents may serve every query that one of them may serve.
void CandidatePool::add_derived(const IndexDefinition& definition, const IndexSet& parents,
                                IndexSet& pool) {
  const auto number = add(definition);
  if (!number) return;
  pool = pool.with(*number);
  for (int query = 0; query < m_oracle.query_count(); ++query)
    if (std::ranges::any_of(parents,
                            [&](int parent) { return m_oracle.related(query).contains(parent); }))
      m_oracle.relate(query, *number);
}

void CandidatePool::add_relatives(IndexSet& pool) {
  for (const int candidate : IndexSet(pool))
    for (const IndexDefinition& smaller : smaller_relatives(m_oracle.definition(candidate)))
      add_derived(smaller, IndexSet{}.with(candidate), pool);
}

void CandidatePool::add_merges(const IndexSet& wanted, IndexSet& pool) {
  for (const int first : wanted) {
    for (const int second : wanted) {
      if (second <= first) continue;
      if (pool.size() >= k_largest_pool) return;
      for (const IndexDefinition& merged :
           merge(m_oracle.definition(first), m_oracle.definition(second)))
        add_derived(merged, IndexSet{}.with(first).with(second), pool);
    }
  }
}

std::vector<std::int64_t> CandidatePool::sizes_bytes() const {
  std::vector<std::int64_t> sizes;
  for (int candidate = 0; candidate < m_oracle.candidate_count(); ++candidate)
    sizes.push_back(m_options.size_model == SizeModel::hypopg
                        ? m_oracle.hypopg_size_bytes(candidate)
                        : size_bytes(candidate));
  return sizes;
}

std::int64_t CandidatePool::size_bytes(int candidate) const {
  return built_size_bytes(m_catalog, m_oracle.definition(candidate), kept_share(candidate));
}

// HypoPG asks the planner how many rows a condition keeps; its size of the partial index against
// its size of the whole one gives that share back.
double CandidatePool::kept_share(int candidate) const {
  IndexDefinition whole = m_oracle.definition(candidate);
  if (!whole.where) return 1;
  whole.where.reset();
  const auto known = m_numbers.find(whole);
  if (known == m_numbers.end() || !known->second) return 1;
  const auto of = [this](int number) {
    return static_cast<double>(std::max<std::int64_t>(m_oracle.hypopg_size_bytes(number), 1));
  };
  return std::clamp(of(candidate) / of(*known->second), 0.0, 1.0);
}

}  // namespace selfopt::advisor
