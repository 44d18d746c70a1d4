#include "watch/restraint.hpp"

#include <algorithm>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <selfopt/units.hpp>

namespace selfopt::loop {
namespace {

constexpr std::int64_t k_day_s = 24 * 3600;

// The ledger's times have this form, so that they can be compared as texts.
std::string moment(std::time_t time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(time));
}

bool is_creation(const std::string& kind) {
  return kind == to_string(RecommendationKind::create_index);
}

/// What the ledger says against more changes.
class Restraint {
 public:
  Restraint(const std::vector<Action>& ledger, const WatchOptions& options, std::time_t now)
      : m_ledger(ledger),
        m_options(options),
        m_cool_since(moment(now - static_cast<std::time_t>(options.cooling_ms / 1000))),
        m_changes(std::ranges::count_if(ledger, [since = moment(now - k_day_s)](const Action& one) {
          return one.started_at > since && one.state != "failed" && one.state != "postponed";
        })) {
    for (const Action& action : ledger)
      if (is_creation(action.kind) && action.state == "done")
        m_bytes += action.size_bytes.value_or(0);
  }

  // \returns why it is kept back; empty if it is not, and then it counts
  std::string reason(const Recommendation& advice, std::int64_t times) {
    if (times < m_options.confirm)
      return fmt::format("advised {} of {} times in a row", times, m_options.confirm);
    if (std::string past = reason_in_ledger(advice); !past.empty()) return past;
    if (m_changes >= m_options.max_changes)
      return fmt::format("{} changes in 24 hours are enough", m_changes);
    const bool creates = advice.kind == RecommendationKind::create_index;
    if (creates && m_options.index_bytes && m_bytes + advice.size_bytes > *m_options.index_bytes)
      return fmt::format("indexes of selfopt would take {}, more than {}",
                         format_bytes(m_bytes + advice.size_bytes),
                         format_bytes(*m_options.index_bytes));
    ++m_changes;
    if (creates) m_bytes += advice.size_bytes;
    return {};
  }

 private:
  std::string reason_in_ledger(const Recommendation& advice) const {
    for (const Action& past : m_ledger) {
      if (past.table != advice.table || past.name != advice.name) continue;
      const bool opposite = past.kind != to_string(advice.kind);
      if (past.state == "undone" && !opposite)
        return fmt::format("somebody has undone it (action {})", past.id);
      if (past.state == "done" && opposite && past.started_at > m_cool_since)
        return fmt::format("action {} did the opposite at {}", past.id, past.started_at);
    }
    return {};
  }

  const std::vector<Action>& m_ledger;
  const WatchOptions& m_options;
  std::string m_cool_since;
  std::int64_t m_changes;
  std::int64_t m_bytes = 0;
};

}  // namespace

void restrain(Recommendations& advice, const std::vector<Action>& ledger,
              const std::map<std::string, std::int64_t>& seen, const WatchOptions& options,
              std::time_t now) {
  Restraint restraint(ledger, options, now);
  std::erase_if(advice.recommendations, [&](const Recommendation& one) {
    const auto times = seen.find(one.id);
    std::string reason = restraint.reason(one, times == seen.end() ? 1 : times->second);
    if (reason.empty()) return false;
    advice.rejected.push_back({one.ddl, std::move(reason)});
    return true;
  });
}

}  // namespace selfopt::loop
