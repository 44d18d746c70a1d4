#include "recommend/candidate_pool.hpp"

#include <algorithm>
#include <set>

#include <selfopt/log.hpp>

#include "env/signals.hpp"
#include "recommend/candidates.hpp"
#include "recommend/index_size.hpp"
#include "recommend/selection.hpp"

namespace selfopt::advisor {

using whatif::IndexSet;

namespace {

// Four rounds found all that eight did, on TPC-H and on a workload of 90 large joins.
constexpr std::size_t k_rounds = 4;
// More candidates than these make every plan, and the choice among them, slow.
constexpr std::size_t k_largest_pool = 1000;

const Column* column_of(const Table& table, const std::string& sql_name) {
  const auto found = std::ranges::find(table.columns, sql_name, &Column::sql_name);
  return found == table.columns.end() ? nullptr : &*found;
}

KeyShape shape_of(const Table& table, const std::string& sql, int server_version) {
  if (const Column* column = column_of(table, sql))
    return key_shape(*column, table.rows, server_version);
  return KeyShape{.average_width = 16, .variable_width = true};  // an expression: nothing is known
}

std::int64_t size_on(const Table& table, const IndexDefinition& definition, double kept_share,
                     int server_version) {
  std::vector<KeyShape> keys;
  std::vector<KeyShape> included;
  for (const IndexKey& key : definition.keys)
    keys.push_back(shape_of(table, key.sql, server_version));
  for (const std::string& column : definition.include)
    included.push_back(shape_of(table, column, server_version));
  if (definition.method == "brin") return brin_size_bytes(table.pages, keys);
  return btree_size_bytes(std::max(table.rows, 0.0) * kept_share, keys, included);
}

}  // namespace

std::int64_t built_size_bytes(const Catalog& catalog, const IndexDefinition& definition,
                              double kept_share) {
  const Table* table = find_table(catalog, definition.table);
  if (table == nullptr) return 0;
  if (table->kind != 'p') return size_on(*table, definition, kept_share, catalog.server_version);
  std::int64_t size = 0;
  for (const Table* part : leaf_partitions(catalog, *table))
    size += size_on(*part, definition, kept_share, catalog.server_version);
  return size;
}

void CandidatePool::add_existing() {
  for (const int index : m_oracle.existing())
    m_numbers.emplace(m_oracle.definition(index), index);
}

void CandidatePool::add_for(int query, const TableAccess& access) {
  for (const IndexDefinition& definition : candidates_for(access, m_options.max_width)) {
    const auto [known, is_new] = m_wish_of.emplace(definition, m_wishes.size());
    if (is_new) m_wishes.push_back({definition, {}});
    m_wishes[known->second].queries.push_back(query);
  }
}

// The server is asked about all that is new at once.
std::vector<std::optional<int>> CandidatePool::add(const std::vector<Wish>& wishes) {
  std::vector<IndexDefinition> unknown;
  for (const Wish& wish : wishes)
    if (m_numbers.emplace(wish.definition, std::nullopt).second &&
        !exists_already(wish.definition, m_catalog))
      unknown.push_back(wish.definition);
  const auto numbers = m_oracle.add_candidates(unknown);
  for (std::size_t i = 0; i < unknown.size(); ++i)
    m_numbers[unknown[i]] = numbers[i];

  std::map<int, std::vector<int>> of_query;
  std::vector<std::optional<int>> all;
  for (const Wish& wish : wishes) {
    const auto number = all.emplace_back(m_numbers.at(wish.definition));
    if (!number) continue;
    for (const int query : wish.queries)
      of_query[query].push_back(*number);
  }
  for (const auto& [query, candidates] : of_query)
    m_oracle.relate(query, IndexSet(candidates));
  return all;
}

IndexSet CandidatePool::narrow(std::chrono::steady_clock::time_point deadline,
                               std::chrono::steady_clock::time_point last_call) {
  add(m_wishes);
  log::debug("{} candidates", m_oracle.candidate_count());
  const auto rounds = wanted_candidates(m_oracle, k_rounds, deadline, last_call);
  IndexSet pool = m_oracle.now();
  for (const IndexSet& wanted : rounds)
    pool = pool.united(wanted);
  log::debug("{} of {} candidates are wanted by the planner, {} plans", pool.size(),
             m_oracle.candidate_count(), m_oracle.calls());
  if (env::interrupted_by() != 0) return pool;
  add_to(pool, relatives(pool));
  // What is wanted most first: many can be merged, and the pool has to stay small.
  IndexSet so_far;
  for (const IndexSet& wanted : rounds) {
    so_far = so_far.united(wanted);
    const std::size_t room = k_largest_pool - std::min(k_largest_pool, pool.size());
    add_to(pool, merges(so_far, room));
  }
  log::debug("{} with what can stand for them", pool.size());
  return pool;
}

void CandidatePool::add_to(IndexSet& pool, const std::vector<Wish>& wishes) {
  std::vector<int> members;
  for (const auto& number : add(wishes))
    if (number) members.push_back(*number);
  pool = pool.united(IndexSet(members));
}

// What was made from \p parents may serve every query that one of them may serve.
CandidatePool::Wish CandidatePool::derived(const IndexDefinition& definition,
                                           const IndexSet& parents) const {
  Wish wish{definition, {}};
  for (int query = 0; query < m_oracle.query_count(); ++query)
    if (!m_oracle.related(query).intersection(parents).empty()) wish.queries.push_back(query);
  return wish;
}

std::vector<CandidatePool::Wish> CandidatePool::relatives(const IndexSet& pool) const {
  std::vector<Wish> wishes;
  for (const int candidate : pool)
    for (const IndexDefinition& smaller : smaller_relatives(m_oracle.definition(candidate)))
      wishes.push_back(derived(smaller, IndexSet{candidate}));
  return wishes;
}

std::vector<CandidatePool::Wish> CandidatePool::merges(const IndexSet& wanted,
                                                       std::size_t most) const {
  std::vector<Wish> wishes;
  std::set<IndexDefinition> unknown;
  for (const int first : wanted) {
    for (const int second : wanted) {
      if (second <= first) continue;
      if (unknown.size() >= most) return wishes;
      for (const IndexDefinition& merged :
           merge(m_oracle.definition(first), m_oracle.definition(second))) {
        if (!m_numbers.contains(merged)) unknown.insert(merged);
        wishes.push_back(derived(merged, IndexSet{first, second}));
      }
    }
  }
  return wishes;
}

std::vector<std::int64_t> CandidatePool::sizes_bytes() const {
  std::vector<std::int64_t> sizes;
  for (int candidate = 0; candidate < m_oracle.candidate_count(); ++candidate)
    sizes.push_back(m_options.size_model == SizeModel::hypopg ||
                            m_oracle.existing().contains(candidate)
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
