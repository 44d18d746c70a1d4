#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <utility>
#include <vector>

namespace selfopt::whatif {

/// A set of candidate indexes, by number. Small, sorted, cheap to compare.
class IndexSet {
 public:
  IndexSet() = default;
  IndexSet(std::initializer_list<int> members) : m_members(members) { normalise(); }
  explicit IndexSet(std::vector<int> members) : m_members(std::move(members)) { normalise(); }

  bool empty() const { return m_members.empty(); }
  std::size_t size() const { return m_members.size(); }
  auto begin() const { return m_members.begin(); }
  auto end() const { return m_members.end(); }

  bool contains(int member) const { return std::ranges::binary_search(m_members, member); }
  bool contains_all(const IndexSet& other) const { return std::ranges::includes(m_members, other); }

  IndexSet with(int member) const {
    IndexSet result = *this;
    const auto at = std::ranges::lower_bound(result.m_members, member);
    if (at == result.m_members.end() || *at != member) result.m_members.insert(at, member);
    return result;
  }
  IndexSet without(int member) const {
    IndexSet result = *this;
    std::erase(result.m_members, member);
    return result;
  }
  IndexSet intersection(const IndexSet& other) const {
    IndexSet result;
    std::ranges::set_intersection(m_members, other, std::back_inserter(result.m_members));
    return result;
  }
  IndexSet difference(const IndexSet& other) const {
    IndexSet result;
    std::ranges::set_difference(m_members, other, std::back_inserter(result.m_members));
    return result;
  }
  IndexSet united(const IndexSet& other) const {
    IndexSet result;
    std::ranges::set_union(m_members, other, std::back_inserter(result.m_members));
    return result;
  }

  bool operator==(const IndexSet&) const = default;
  auto operator<=>(const IndexSet&) const = default;

 private:
  void normalise() {
    std::ranges::sort(m_members);
    m_members.erase(std::unique(m_members.begin(), m_members.end()), m_members.end());
  }
  std::vector<int> m_members;
};

}  // namespace selfopt::whatif
