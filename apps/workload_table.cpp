#include "workload_table.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include <selfopt/replay.hpp>
#include <selfopt/units.hpp>

#include "table.hpp"

namespace selfopt::app {
namespace {

std::string duration(const std::optional<double>& ms) {
  return ms ? format_duration_ms(*ms) : "";
}

// 0.85x, 5.3x, 12x, 1,250x
std::string times(double ratio) {
  if (ratio < 1) return fmt::format("{:.2f}x", ratio);
  if (ratio < 10) return fmt::format("{:.1f}x", ratio);
  return format_count(static_cast<std::int64_t>(ratio + 0.5)) + "x";
}

std::string interval(const QueryComparison& query) {
  if (!query.ratio_low || !query.ratio_high) return "";
  return times(*query.ratio_low) + " - " + times(*query.ratio_high);
}

// A statement that got slower with the same plan was probably not made slower by an index.
std::string verdict(const QueryComparison& query) {
  const std::string text(to_string(query.verdict));
  return query.verdict == Verdict::slower && query.same_plan == true ? text + ", same plan" : text;
}

std::vector<const WorkloadQuery*> by_total_time(const Workload& queries) {
  std::vector<const WorkloadQuery*> order;
  for (const WorkloadQuery& query : queries)
    order.push_back(&query);
  std::ranges::stable_sort(order, [](const WorkloadQuery* a, const WorkloadQuery* b) {
    return total_ms_of(*a) > total_ms_of(*b);
  });
  return order;
}

}  // namespace

std::string query_label(const std::string& name, const std::string& sql) {
  std::string text = name.empty() ? "" : name + ": ";
  bool blank = false;
  for (const char c : sql) {
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      blank = true;
      continue;
    }
    if (blank && !text.empty() && text.back() != ' ') text += ' ';
    blank = false;
    text += c;
  }
  return text;
}

std::string workload_table(const Workload& queries, std::size_t width) {
  using enum Table::Align;
  double sum_ms = 0;
  std::int64_t calls = 0;
  std::int64_t failed = 0;
  for (const WorkloadQuery& query : queries) {
    sum_ms += total_ms_of(query);
    calls += query.calls;
    failed += query.error.empty() ? 0 : 1;
  }
  Table table({{"calls", right},
               {"time", right},
               {"share", right},
               {"rows", right},
               {"query", left, true}});
  for (const WorkloadQuery* query : by_total_time(queries)) {
    const std::string label = query_label(query->name, query->sql);
    if (!query->error.empty()) {
      table.add({format_count(query->calls), "", "", "", query->error + ": " + label});
      continue;
    }
    const auto time = median_ms(*query);
    table.add(
        {format_count(query->calls), duration(time),
         time && sum_ms > 0 ? fmt::format("{:.1f} %", total_ms_of(*query) / sum_ms * 100) : "",
         query->rows ? format_count(static_cast<std::int64_t>(*query->rows + 0.5)) : "", label});
  }
  std::string text = table.text(width);
  text +=
      fmt::format("\n{}, {}", counted(std::ssize(queries), "statement"), counted(calls, "call"));
  if (sum_ms > 0) text += fmt::format(", {} in all", format_duration_ms(sum_ms));
  if (failed > 0) text += fmt::format("; {} not measured", format_count(failed));
  return text + "\n";
}

std::string comparison_table(const Comparison& comparison, std::size_t width) {
  using enum Table::Align;
  Table table({{"calls", right},
               {"before", right},
               {"after", right},
               {"speed-up", right},
               {"95 % interval", right},
               {"verdict", left},
               {"query", left, true}});
  for (const QueryComparison& query : comparison.queries)
    table.add(
        {format_count(query.calls), duration(query.before_ms), duration(query.after_ms),
         query.ratio ? times(*query.ratio) : "", interval(query), verdict(query),
         (query.error.empty() ? "" : query.error + ": ") + query_label(query.name, query.sql)});
  const auto total = [&table](const ComparisonTotal& sum, const std::string& what) {
    table.add({"", format_duration_ms(sum.before_ms), format_duration_ms(sum.after_ms),
               times(sum.ratio()), "", "", what});
  };
  table.rule();
  total(comparison.by_calls, "total, each statement as often as it is called");
  total(comparison.once, "total, each statement once");
  return table.text(width) + "\n" + comparison_summary(comparison) + "\n";
}

std::string comparison_summary(const Comparison& comparison) {
  using enum Verdict;
  std::string text;
  for (const Verdict verdict : {faster, unchanged, slower, broken, repaired, failed, added}) {
    const std::int64_t count = comparison.count(verdict);
    // The three that every comparison is read for are named even when there are none.
    if (count == 0 && verdict != faster && verdict != unchanged && verdict != slower) continue;
    text +=
        fmt::format("{}{} {}", text.empty() ? "" : ", ", format_count(count), to_string(verdict));
  }
  text += " of " + counted(std::ssize(comparison.queries), "statement");
  if (comparison.missing > 0)
    text += fmt::format("; {} of the earlier replay are not in this one",
                        format_count(comparison.missing));
  return text + fmt::format("\ntotal speed-up {} ({} -> {}, weighted by calls)",
                            times(comparison.by_calls.ratio()),
                            format_duration_ms(comparison.by_calls.before_ms),
                            format_duration_ms(comparison.by_calls.after_ms));
}

}  // namespace selfopt::app
