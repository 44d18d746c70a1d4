#include <algorithm>
#include <cstdint>
#include <string_view>

#include <fmt/format.h>

#include <selfopt/check.hpp>
#include <selfopt/units.hpp>

namespace selfopt {
namespace {

// Text in a cell of a table, in which nothing of it is Markdown or HTML.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20)
      out += ' ';
    else if (std::string_view("\\`*_{}[]<>()#+!|~").find(c) != std::string_view::npos)
      out += std::string("\\") + c;
    else if (c == '&' || c == '@')
      out += fmt::format("&#{};", static_cast<int>(c));  // no entity, and nobody is called
    else
      out += c;
  }
  return out;
}

// A line in a block of code, which it cannot end.
std::string code_line(std::string_view text) {
  std::string out(text);
  std::ranges::replace_if(
      out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '`'; }, ' ');
  return out;
}

std::string figure_of(const std::optional<Observation>& seen, CheckMode mode) {
  const auto value = seen ? figure(*seen, mode) : std::nullopt;
  if (!value) return "";
  return figure_name(mode) == "time" ? format_duration_ms(*value)
                                     : format_count(static_cast<std::int64_t>(*value + 0.5));
}

std::string row(const CheckedQuery& query, CheckMode mode) {
  std::string found;
  for (const Finding& finding : query.findings) {
    found += fmt::format("{}**{}** {}", found.empty() ? "" : "<br>", to_string(finding.level),
                         cell(finding.message));
    if (!finding.cause.empty()) found += "; likely cause: " + cell(finding.cause);
  }
  const auto ratio = change_ratio(query, mode);
  return fmt::format("| {} | {} | {} | {} | {} | {} |\n", to_string(query.outcome), cell(query.id),
                     figure_of(query.before, mode), figure_of(query.after, mode),
                     ratio ? fmt::format("{:.2f}x", *ratio) : "", found);
}

std::string plans(const CheckedQuery& query) {
  std::string text =
      fmt::format("\n<details><summary>Plans of {}</summary>\n\n```diff\n", cell(query.id));
  for (const PlanDifferenceLine& line : query.plan_difference)
    if (!line.before.empty()) text += "- " + code_line(line.before) + "\n";
  for (const PlanDifferenceLine& line : query.plan_difference)
    if (!line.after.empty()) text += "+ " + code_line(line.after) + "\n";
  return text + "```\n\n</details>\n";
}

}  // namespace

std::string to_markdown(const Findings& findings) {
  std::string text = fmt::format(
      "### selfopt check: {}\n\n{} regressed, {} failed, {} improved, {} changed, {} unchanged of "
      "{}\n",
      to_string(verdict(findings)), findings.count(Outcome::regressed),
      findings.count(Outcome::failed), findings.count(Outcome::improved),
      findings.count(Outcome::changed), findings.count(Outcome::unchanged),
      counted(std::ssize(findings.queries), "statement"));
  std::vector<const CheckedQuery*> order;
  for (const CheckedQuery& query : findings.queries)
    if (!query.findings.empty()) order.push_back(&query);
  if (order.empty()) return text;
  std::ranges::stable_sort(order, [](const CheckedQuery* a, const CheckedQuery* b) {
    return *gravest(*a) > *gravest(*b);
  });
  text += fmt::format(
      "\n| outcome | query | {0} before | {0} now | change | finding |\n"
      "|---|---|--:|--:|--:|---|\n",
      figure_name(findings.mode));
  for (const CheckedQuery* query : order)
    text += row(*query, findings.mode);
  for (const CheckedQuery* query : order)
    if (query->outcome == Outcome::regressed && !query->plan_difference.empty())
      text += plans(*query);
  return text;
}

}  // namespace selfopt
