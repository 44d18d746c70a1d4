#include "check/rules.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <selfopt/error.hpp>

namespace selfopt::checking {
namespace {

// What tells that a statement got worse; the others explain it.
const std::vector<const Rule*>& figures() {
  static const std::vector<const Rule*> rules{&k_fails,           &k_more_blocks, &k_spill,
                                              &k_more_rows,       &k_higher_cost, &k_slower,
                                              &k_predicted_slower};
  return rules;
}

const std::vector<const Rule*>& explanations() {
  static const std::vector<const Rule*> rules{
      &k_lost_index,  &k_seq_scan,    &k_other_plan,         &k_other_result,  &k_bad_estimate,
      &k_nested_loop, &k_cross_join,  &k_function_on_column, &k_offset_paging, &k_cast_on_column,
      &k_not_in_null, &k_select_star, &k_foreign_key,        &k_unsafe_ddl,    &k_no_prediction};
  return rules;
}

bool contains(const std::vector<std::string>& codes, std::string_view code) {
  return std::ranges::find(codes, code) != codes.end();
}

// A table that a statement names several times says the same of itself several times.
void drop_repeated(std::size_t begin, std::vector<Finding>& findings) {
  for (std::size_t i = begin; i < findings.size();) {
    const auto at = findings.begin() + static_cast<std::ptrdiff_t>(i);
    const bool known =
        std::any_of(findings.begin() + static_cast<std::ptrdiff_t>(begin), at,
                    [&](const Finding& earlier) { return earlier.message == findings[i].message; });
    if (known)
      findings.erase(at);
    else
      ++i;
  }
}

void check_codes(const std::vector<std::string>& codes, const char* option) {
  const auto known = check_rules();
  for (const std::string& code : codes)
    if (std::ranges::find(known, code, &RuleDescription::code) == known.end())
      throw Error(ErrorKind::usage, fmt::format("{}: there is no rule \"{}\"", option, code), {},
                  "\"selfopt check --list-rules\" lists them.");
}

}  // namespace

RuleSet::RuleSet(const CheckOptions& options) : m_options(options) {
  check_codes(options.rules, "--rule");
  check_codes(options.disabled_rules, "--disable");
}

bool RuleSet::wanted(const Rule& rule, const CheckedStatement& statement) const {
  if (!m_options.rules.empty() && !contains(m_options.rules, rule.code)) return false;
  return !contains(m_options.disabled_rules, rule.code) &&
         !contains(statement.ignored, rule.code) && !contains(statement.ignored, "all");
}

void RuleSet::ask(const std::vector<const Rule*>& rules, const Sight& sight,
                  std::vector<Finding>& findings) const {
  for (const Rule* rule : rules) {
    if (!wanted(*rule, sight.statement)) continue;
    const std::size_t before = findings.size();
    rule->look(sight, findings);
    for (std::size_t i = before; i < findings.size(); ++i)
      findings[i].rule = rule->code;
    drop_repeated(before, findings);
  }
}

std::vector<Finding> RuleSet::look(Sight& sight) const {
  std::vector<Finding> findings;
  ask(figures(), sight, findings);
  sight.regressed = std::ranges::any_of(findings, [](const Finding& finding) {
    return finding.level == Level::error && finding.rule != k_fails.code;
  });
  ask(explanations(), sight, findings);
  std::ranges::stable_sort(findings, std::ranges::greater{}, &Finding::level);
  return findings;
}

}  // namespace selfopt::checking

namespace selfopt {

std::vector<RuleDescription> check_rules() {
  std::vector<RuleDescription> descriptions;
  for (const auto* rules : {&checking::figures(), &checking::explanations()})
    for (const checking::Rule* rule : *rules)
      descriptions.push_back({rule->code, rule->summary});
  std::ranges::sort(descriptions, {}, &RuleDescription::code);
  return descriptions;
}

}  // namespace selfopt
