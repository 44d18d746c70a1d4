#include <algorithm>

#include <fmt/format.h>

#include <selfopt/nouns/standing.hpp>
#include <selfopt/recommend.hpp>

namespace selfopt {
namespace {

bool is_to_be_dropped(const Index& index, const std::vector<StandingAdvice>& advice) {
  return std::ranges::any_of(advice, [&](const StandingAdvice& one) {
    return one.advice.kind == RecommendationKind::drop_index && one.advice.name == index.name &&
           one.advice.table == index.table;
  });
}

}  // namespace

std::string index_verdict(const Index& index, const UsageEvidence& usage,
                          const std::vector<StandingAdvice>& advice) {
  if (index.being_built) return "being built";
  if (!index.valid) return "invalid";
  if (is_to_be_dropped(index, advice)) return "advised to be dropped";
  if (index.scans > 0) return "used";
  if (!index.needed_for.empty()) return "needed for " + index.needed_for;
  if (usage.days < RecommendOptions().unused_after_days) return "not used yet";
  return fmt::format("unused for {:.0f} days", usage.days);
}

bool is_bad_verdict(const std::string& verdict) {
  return verdict == "invalid" || verdict.starts_with("unused") || verdict.starts_with("advised");
}

}  // namespace selfopt
