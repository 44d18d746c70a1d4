#include "apply/memory.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "apply/change.hpp"

namespace selfopt::change {
namespace {

// A table that has grown or shrunk by so much is planned anew, for all we know.
constexpr double k_notable_growth = 1.2;
// Less than this share of the statements in common: another workload.
constexpr double k_same_workload = 0.5;
constexpr int k_most_failures = 3;

bool is_same_change(const Action& a, const Action& b) {
  return a.kind == b.kind && a.table == b.table &&
         (a.recommendation_id == b.recommendation_id || a.ddl == b.ddl);
}

bool data_changed(const Action& then, const Action& now) {
  const double before = std::max(then.table_rows, 1.0);
  const double after = std::max(now.table_rows, 1.0);
  return std::max(before, after) / std::min(before, after) > k_notable_growth;
}

bool workload_changed(const Action& then, const Action& now) {
  if (then.query_hashes.empty() || now.query_hashes.empty()) return false;
  const auto in_common = std::ranges::count_if(now.query_hashes, [&](const std::string& hash) {
    return std::ranges::count(then.query_hashes, hash) > 0;
  });
  return static_cast<double>(in_common) <
         k_same_workload *
             static_cast<double>(std::max(then.query_hashes.size(), now.query_hashes.size()));
}

std::string today() {
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr)));
}

}  // namespace

bool made_by_us(const std::vector<Action>& ledger, const Action& action,
                const std::string& definition) {
  return std::ranges::any_of(ledger, [&](const Action& one) {
    return creates(one) && (one.state == "done" || one.state == "undoing") &&
           one.table == action.table && one.name == action.name &&
           (one.definition.empty() || one.definition == definition);
  });
}

std::string reason_to_remember(const std::vector<Action>& ledger, const Action& action,
                               const ApplyOptions& options) {
  if (options.retry_reverted) return {};
  int failures = 0;
  for (const Action& past : ledger) {
    if (!is_same_change(past, action)) continue;
    if (past.state == "reverted" && !data_changed(past, action) && !workload_changed(past, action))
      return fmt::format("was reverted at {}: {} (--retry-reverted makes it again)",
                         past.finished_at, past.verification.verdict);
    if (past.state == "failed" && past.started_at.starts_with(today())) ++failures;
  }
  if (failures < k_most_failures) return {};
  return fmt::format("has failed {} times today (--retry-reverted tries again)", failures);
}

}  // namespace selfopt::change
