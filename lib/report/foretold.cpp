#include "report/foretold.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include <selfopt/nouns/model.hpp>

#include "report/percentile.hpp"

namespace selfopt {
namespace {

// The q-errors of the rows, ascending, each seen once.
std::vector<std::pair<double, std::int64_t>> q_errors(
    const std::vector<const pg::Foretold*>& rows) {
  std::vector<std::pair<double, std::int64_t>> errors;
  for (const pg::Foretold* row : rows)
    errors.emplace_back(q_error(row->measured_ms, row->predicted_ms), 1);
  std::ranges::sort(errors);
  return errors;
}

PredictionSpan sum_up(const std::vector<const pg::Foretold*>& rows) {
  PredictionSpan span;
  for (const pg::Foretold* row : rows) {
    const auto calls = static_cast<double>(row->calls);
    span.measured_ms += calls * row->measured_ms;
    span.predicted_ms += calls * row->predicted_ms;
  }
  span.measurements = std::ssize(rows);
  span.q_error_p50 = percentile(q_errors(rows), std::ssize(rows), 0.5);
  return span;
}

// Only the spans in which something was measured.
std::vector<PredictionSpan> over_time(const std::vector<pg::Foretold>& rows,
                                      const std::vector<TimelineSpan>& spans) {
  std::vector<PredictionSpan> all;
  for (const TimelineSpan& span : spans) {
    std::vector<const pg::Foretold*> within;
    for (const pg::Foretold& row : rows)  // all written alike, so they can be compared as texts
      if (row.at >= span.from && row.at < span.to) within.push_back(&row);
    if (within.empty()) continue;
    all.push_back(sum_up(within));
    all.back().from = span.from;
    all.back().to = span.to;
  }
  return all;
}

}  // namespace

void compare_with_predictions(const std::vector<pg::Foretold>& rows, Performance& performance) {
  if (rows.empty()) return;
  std::vector<const pg::Foretold*> all;
  std::map<std::string, std::vector<const pg::Foretold*>> by_statement;
  double within = 0;
  for (const pg::Foretold& row : rows) {
    all.push_back(&row);
    by_statement[row.query_hash].push_back(&row);
    if (row.low_ms <= row.measured_ms && row.measured_ms <= row.high_ms) within += 1;
  }
  PredictionSummary& summary = performance.predictions.emplace();
  summary.whole = sum_up(all);
  summary.whole.from = rows.front().at;
  summary.whole.to = rows.back().at;
  summary.statements = std::ssize(by_statement);
  summary.q_error_p95 = percentile(q_errors(all), std::ssize(all), 0.95);
  summary.within_interval = within / static_cast<double>(rows.size());
  summary.timeline = over_time(rows, performance.timeline);
  for (StatementPerformance& statement : performance.top) {
    const auto found = by_statement.find(statement.query_hash);
    if (found == by_statement.end()) continue;
    double calls = 0;
    for (const pg::Foretold* row : found->second)
      calls += static_cast<double>(row->calls);
    statement.predicted_ms = sum_up(found->second).predicted_ms / calls;
  }
}

}  // namespace selfopt
