#include "findings_view.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "table.hpp"

namespace selfopt::app {
namespace {

constexpr std::size_t k_width_without_terminal = 160;

std::string figure_of(const Observation& seen, CheckMode mode) {
  const auto value = figure(seen, mode);
  if (!value) return "";
  return figure_name(mode) == "time" ? format_duration_ms(*value)
                                     : format_count(static_cast<std::int64_t>(*value + 0.5));
}

std::string times(const std::optional<double>& ratio) {
  return ratio ? fmt::format("{:.{}f}x", *ratio, *ratio < 10 ? 2 : 0) : "";
}

bool is_worth_a_line(const CheckedQuery& query) {
  return !query.findings.empty() || query.outcome == Outcome::improved;
}

// What got worse stands first, the worst of it first.
std::vector<const CheckedQuery*> in_order(const Findings& findings) {
  std::vector<const CheckedQuery*> order;
  for (const CheckedQuery& query : findings.queries)
    if (is_worth_a_line(query)) order.push_back(&query);
  std::ranges::stable_sort(order, [&](const CheckedQuery* a, const CheckedQuery* b) {
    const auto key = [&](const CheckedQuery* query) {
      const auto level = gravest(*query);
      return std::pair(level ? -static_cast<int>(*level) : 1,
                       -change_ratio(*query, findings.mode).value_or(0));
    };
    return key(a) < key(b);
  });
  return order;
}

std::vector<std::string> row(const CheckedQuery& query, CheckMode mode) {
  std::string finding;
  if (!query.findings.empty()) {
    const Finding& first = query.findings.front();
    finding = fmt::format("{}: {} [{}]", to_string(first.level), first.message, first.rule);
    if (const std::size_t more = query.findings.size() - 1; more > 0)
      finding += fmt::format(" and {} more", more);
  }
  return {std::string(to_string(query.outcome)),
          query.before ? figure_of(*query.before, mode) : "",
          figure_of(query.after, mode),
          times(change_ratio(query, mode)),
          query.id,
          std::move(finding)};
}

std::string side_by_side(const CheckedQuery& query, std::size_t width) {
  using enum Table::Align;
  Table table({{"", left}, {"before", left, true}, {"now", left, true}});
  for (const PlanDifferenceLine& line : query.plan_difference)
    table.add({line.changed ? "!" : "", line.before, line.after});
  return table.text(width);
}

std::string details(const CheckedQuery& query, std::size_t width) {
  std::string text = "\n" + query.id;
  if (!query.file.empty()) text += fmt::format(" ({}:{})", query.file, query.line);
  text += "\n";
  for (const Finding& finding : query.findings) {
    text += fmt::format("  {}: {} [{}]\n", to_string(finding.level), finding.message, finding.rule);
    if (!finding.cause.empty()) text += "  likely cause: " + finding.cause + "\n";
    if (!finding.hint.empty()) text += "  hint: " + finding.hint + "\n";
  }
  if (!query.suggestion.empty()) text += "  would repair it: " + query.suggestion + "\n";
  if (!query.plan_difference.empty()) text += side_by_side(query, width);
  return text;
}

}  // namespace

std::string findings_table(const Findings& findings, std::size_t width) {
  using enum Table::Align;
  if (width == 0) width = k_width_without_terminal;
  Table table({{"outcome", left},
               {fmt::format("{} before", figure_name(findings.mode)), right},
               {"now", right},
               {"change", right},
               {"query", left},
               {"finding", left, true}});
  const auto order = in_order(findings);
  for (const CheckedQuery* query : order)
    table.add(row(*query, findings.mode));
  std::string text = order.empty() ? "" : table.text(width);
  for (const CheckedQuery* query : order)
    if (query->outcome == Outcome::regressed || gravest(*query) == Level::error)
      text += details(*query, width);
  return text + (text.empty() ? "" : "\n") + findings_summary(findings) + "\n";
}

std::string findings_summary(const Findings& findings) {
  std::string text(to_string(verdict(findings)));
  text += ": ";
  bool first = true;
  for (const Outcome outcome :
       {Outcome::regressed, Outcome::failed, Outcome::incomparable, Outcome::changed,
        Outcome::improved, Outcome::unchanged, Outcome::added, Outcome::not_compared}) {
    const std::int64_t count = findings.count(outcome);
    if (count == 0 && outcome != Outcome::regressed) continue;
    text += fmt::format("{}{} {}", first ? "" : ", ", format_count(count), to_string(outcome));
    first = false;
  }
  text += " of " + counted(std::ssize(findings.queries), "statement");
  if (const std::int64_t warnings = findings.count(Level::warning); warnings > 0)
    text += "; " + counted(warnings, "warning");
  if (!findings.missing.empty())
    text += fmt::format("; {} of the baseline not in the input", findings.missing.size());
  return text;
}

}  // namespace selfopt::app
