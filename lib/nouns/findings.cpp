#include <algorithm>

#include <selfopt/nouns/findings.hpp>

namespace selfopt {
namespace {

std::optional<double> middle(std::vector<double> times) {
  if (times.empty()) return std::nullopt;
  const auto at = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, at);
  return *at;
}

}  // namespace

std::string_view to_string(CheckMode mode) {
  switch (mode) {
    case CheckMode::plan:
      return "plan";
    case CheckMode::buffers:
      return "buffers";
    case CheckMode::time:
      return "time";
    case CheckMode::predict:
      return "predict";
  }
  return "";
}

std::string_view figure_name(CheckMode mode) {
  switch (mode) {
    case CheckMode::plan:
      return "cost";
    case CheckMode::buffers:
      return "blocks";
    case CheckMode::time:
    case CheckMode::predict:
      return "time";
  }
  return "";
}

std::string_view to_string(Level level) {
  switch (level) {
    case Level::note:
      return "note";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
  }
  return "";
}

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::regressed:
      return "regressed";
    case Outcome::failed:
      return "failed";
    case Outcome::changed:
      return "changed";
    case Outcome::improved:
      return "improved";
    case Outcome::unchanged:
      return "unchanged";
    case Outcome::added:
      return "added";
    case Outcome::incomparable:
      return "incomparable";
    case Outcome::not_compared:
      return "not compared";
  }
  return "";
}

std::string_view to_string(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::passed:
      return "passed";
    case CheckVerdict::failed:
      return "failed";
    case CheckVerdict::inconclusive:
      return "inconclusive";
  }
  return "";
}

CheckVerdict verdict(const Findings& findings) {
  if (std::ranges::any_of(findings.queries, [&](const CheckedQuery& query) {
        return gravest(query).value_or(Level::note) >= findings.fails_from &&
               !query.findings.empty();
      }))
    return CheckVerdict::failed;
  const auto compared = std::ranges::count_if(findings.queries, [](const CheckedQuery& query) {
    return query.outcome != Outcome::added && query.outcome != Outcome::incomparable &&
           query.outcome != Outcome::not_compared;
  });
  const std::int64_t could_be = compared + findings.count(Outcome::added);
  if (findings.count(Outcome::incomparable) > 0 ||
      (!findings.baseline.empty() && compared == 0 && could_be > 0))
    return CheckVerdict::inconclusive;
  return CheckVerdict::passed;
}

std::int64_t Findings::count(Outcome outcome) const {
  return std::ranges::count(queries, outcome, &CheckedQuery::outcome);
}

std::int64_t Findings::count(Level level) const {
  std::int64_t count = 0;
  for (const CheckedQuery& query : queries)
    count += std::ranges::count(query.findings, level, &Finding::level);
  return count;
}

std::optional<Level> gravest(const CheckedQuery& query) {
  if (query.findings.empty()) return std::nullopt;
  return std::ranges::max(query.findings, {}, &Finding::level).level;
}

std::optional<double> figure(const Observation& seen, CheckMode mode) {
  switch (mode) {
    case CheckMode::plan:
      if (!seen.plan.type.empty()) return seen.plan.total_cost;
      break;
    case CheckMode::buffers:
      return seen.blocks;
    case CheckMode::time:
      return middle(seen.times_ms);
    case CheckMode::predict:
      return seen.prediction.predicted_ms ? seen.prediction.predicted_ms : middle(seen.times_ms);
  }
  return std::nullopt;
}

std::optional<double> change_ratio(const CheckedQuery& query, CheckMode mode) {
  if (!query.before || !query.after.error.empty()) return std::nullopt;
  const auto before = figure(*query.before, mode);
  const auto after = figure(query.after, mode);
  if (!before || !after || *before <= 0) return std::nullopt;
  return *after / *before;
}

}  // namespace selfopt
