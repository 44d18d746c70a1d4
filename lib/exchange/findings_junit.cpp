#include <algorithm>

#include <fmt/format.h>

#include <selfopt/check.hpp>

#include "exchange/xml_text.hpp"

namespace selfopt {
namespace {

using exchange::xml_text;

bool fails(const CheckedQuery& query, Level from) {
  return !query.findings.empty() && *gravest(query) >= from;
}

std::string describe(const CheckedQuery& query) {
  std::string text;
  for (const Finding& finding : query.findings) {
    text += fmt::format("{}: {} [{}]\n", to_string(finding.level), finding.message, finding.rule);
    if (!finding.cause.empty()) text += "likely cause: " + finding.cause + "\n";
    if (!finding.hint.empty()) text += "hint: " + finding.hint + "\n";
  }
  for (const PlanDifferenceLine& line : query.plan_difference)
    text += fmt::format("{} before: {}\n  now:    {}\n", line.changed ? "!" : " ", line.before,
                        line.after);
  return text;
}

std::string test_case(const CheckedQuery& query, Level fails_from) {
  std::string text =
      fmt::format("    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\"",
                  xml_text(query.file.empty() ? "selfopt" : query.file), xml_text(query.id),
                  xml_text(query.file), query.line);
  const Finding* first = query.findings.empty() ? nullptr : &query.findings.front();
  if (fails(query, fails_from))
    return text + fmt::format(
                      ">\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n"
                      "    </testcase>\n",
                      xml_text(first->rule), xml_text(first->message), xml_text(describe(query)));
  if (query.outcome == Outcome::incomparable)
    return text + fmt::format(">\n      <skipped message=\"{}\"/>\n    </testcase>\n",
                              xml_text(first == nullptr ? "" : first->message));
  if (first != nullptr)
    return text + fmt::format(">\n      <system-out>{}</system-out>\n    </testcase>\n",
                              xml_text(describe(query)));
  return text + "/>\n";
}

}  // namespace

std::string to_junit(const Findings& findings) {
  const auto failures = std::ranges::count_if(findings.queries, [&](const CheckedQuery& query) {
    return fails(query, findings.fails_from);
  });
  const std::string counts =
      fmt::format("tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\"",
                  findings.queries.size(), failures, findings.count(Outcome::incomparable));
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"selfopt check\" {}>\n"
      "  <testsuite name=\"{}\" {}>\n",
      counts, to_string(findings.mode), counts);
  for (const CheckedQuery& query : findings.queries)
    text += test_case(query, findings.fails_from);
  return text + "  </testsuite>\n</testsuites>\n";
}

}  // namespace selfopt
