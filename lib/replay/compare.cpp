#include "replay/compare.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <tuple>
#include <utility>

#include <selfopt/replay.hpp>

#include "measuring/statistics.hpp"

namespace selfopt {
namespace {

// A change counts from here on. The same two figures stand in the README's promise that nothing
// gets slower.
constexpr double k_notable_ratio = 1.2;
constexpr double k_notable_loss_ms = 1;

using Key = std::pair<std::string, std::string>;
using Waiting = std::map<Key, std::deque<std::size_t>>;

std::optional<std::size_t> take(Waiting& waiting, const Key& key, std::vector<bool>& taken) {
  const auto found = waiting.find(key);
  if (found == waiting.end()) return std::nullopt;
  auto& places = found->second;
  while (!places.empty() && taken[places.front()])
    places.pop_front();
  if (places.empty()) return std::nullopt;
  const std::size_t place = places.front();
  taken[place] = true;
  return place;
}

// For each query of `after` the place of its partner in `before`. Exact partners are found first,
// so that a statement whose text changed cannot take another's.
std::vector<std::optional<std::size_t>> match(const Workload& before, const Workload& after) {
  Waiting by_text;
  Waiting by_hash;
  for (std::size_t i = 0; i < before.size(); ++i) {
    by_text[{before[i].query_hash, before[i].sql}].push_back(i);
    if (!before[i].query_hash.empty()) by_hash[{before[i].query_hash, ""}].push_back(i);
  }
  std::vector<bool> taken(before.size());
  std::vector<std::optional<std::size_t>> partners(after.size());
  for (std::size_t i = 0; i < after.size(); ++i)
    partners[i] = take(by_text, {after[i].query_hash, after[i].sql}, taken);
  for (std::size_t i = 0; i < after.size(); ++i)
    if (!partners[i]) partners[i] = take(by_hash, {after[i].query_hash, ""}, taken);
  return partners;
}

Verdict judge(const QueryComparison& query) {
  const double before = *query.before_ms;
  const double after = *query.after_ms;
  // Without an interval, the thresholds have to do alone.
  const bool surely_slower = !query.ratio_high || *query.ratio_high < 1;
  const bool surely_faster = !query.ratio_low || *query.ratio_low > 1;
  if (surely_slower && after > before * k_notable_ratio && after - before > k_notable_loss_ms)
    return Verdict::slower;
  if (surely_faster && before > after * k_notable_ratio) return Verdict::faster;
  return Verdict::unchanged;
}

QueryComparison compare(const WorkloadQuery* before, const WorkloadQuery& after,
                        std::uint64_t seed) {
  QueryComparison query;
  query.query_hash = after.query_hash;
  query.name = after.name;
  query.sql = after.sql;
  query.calls = after.calls;
  query.error = after.error;
  query.after_ms = median_ms(after);
  if (before != nullptr) {
    query.before_ms = median_ms(*before);
    // A log's plans do not say which schema a table is in, so their hashes are others.
    if (before->source == after.source && !before->plan_hash.empty() && !after.plan_hash.empty())
      query.same_plan = before->plan_hash == after.plan_hash;
  }
  if (before == nullptr) {
    query.verdict = Verdict::added;
  } else if (query.before_ms && query.after_ms) {
    if (*query.after_ms > 0) query.ratio = *query.before_ms / *query.after_ms;
    if (const auto interval = ratio_interval(before->times_ms, after.times_ms, seed)) {
      query.ratio_low = interval->low;
      query.ratio_high = interval->high;
    }
    query.verdict = judge(query);
  } else if (query.after_ms) {
    query.verdict = Verdict::repaired;
  } else {
    query.verdict = query.before_ms ? Verdict::broken : Verdict::failed;
  }
  return query;
}

// What comes first: 0 for what got worse, 1 for what can be compared, 2 for the rest.
int rank(const QueryComparison& query) {
  if (query.verdict == Verdict::slower || query.verdict == Verdict::broken) return 0;
  return query.ratio ? 1 : 2;
}

double saved_ms(const QueryComparison& query) {
  if (!query.before_ms || !query.after_ms) return 0;
  return (*query.before_ms - *query.after_ms) * static_cast<double>(query.calls);
}

// Among what got worse the greatest loss first, else the greatest saving.
bool stands_before(const QueryComparison& a, const QueryComparison& b) {
  const int worse = rank(a) == 0 ? -1 : 1;
  return std::tuple(rank(a), -worse * saved_ms(a)) < std::tuple(rank(b), -worse * saved_ms(b));
}

void add(Comparison& comparison, const QueryComparison& query) {
  if (!query.before_ms || !query.after_ms) return;
  const auto calls = static_cast<double>(query.calls);
  comparison.by_calls.before_ms += *query.before_ms * calls;
  comparison.by_calls.after_ms += *query.after_ms * calls;
  comparison.once.before_ms += *query.before_ms;
  comparison.once.after_ms += *query.after_ms;
}

}  // namespace

std::optional<double> median_ms(const WorkloadQuery& query) {
  if (query.times_ms.empty()) return query.mean_ms;
  return median(query.times_ms);
}

std::vector<std::size_t> slower_than(const Workload& before, const Workload& after,
                                     std::uint64_t seed) {
  const auto partners = match(before, after);
  std::vector<std::size_t> slower;
  for (std::size_t i = 0; i < after.size(); ++i)
    if (partners[i] &&
        compare(&before[*partners[i]], after[i], seed + i).verdict == Verdict::slower)
      slower.push_back(i);
  return slower;
}

Comparison compare_replays(const Workload& before, const Workload& after, std::uint64_t seed) {
  const auto partners = match(before, after);
  Comparison comparison;
  std::int64_t matched = 0;
  for (std::size_t i = 0; i < after.size(); ++i) {
    const WorkloadQuery* partner = partners[i] ? &before[*partners[i]] : nullptr;
    matched += partner == nullptr ? 0 : 1;
    comparison.queries.push_back(compare(partner, after[i], seed + i));
    add(comparison, comparison.queries.back());
  }
  comparison.missing = static_cast<std::int64_t>(before.size()) - matched;
  std::ranges::stable_sort(comparison.queries, stands_before);
  return comparison;
}

}  // namespace selfopt
