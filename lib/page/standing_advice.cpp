#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/recommendations.hpp>
#include <selfopt/units.hpp>

#include "exchange/markup.hpp"
#include "page/pieces.hpp"
#include "page/standing.hpp"

namespace selfopt::page {
namespace {

using exchange::escape_markup;

// As apply would run it, so that nobody's writes wait if it is copied.
std::string ddl_to_copy(const Recommendation& advice) {
  const bool concerns_index = advice.kind == RecommendationKind::create_index ||
                              advice.kind == RecommendationKind::drop_index;
  try {
    return (concerns_index ? concurrent_ddl(advice.ddl) : advice.ddl) + ";";
  } catch (const Error&) {
    return advice.ddl + ";";
  }
}

std::string card(const StandingAdvice& stored) {
  const Recommendation& advice = stored.advice;
  std::string facts;
  if (advice.benefit > 0)
    facts += fmt::format("saves {:.1f} % of the workload's cost &middot; ", advice.benefit * 100);
  if (advice.size_bytes > 0)
    facts += fmt::format("{} {} &middot; ",
                         advice.kind == RecommendationKind::drop_index ? "frees" : "takes",
                         format_bytes(advice.size_bytes));
  if (advice.confidence)
    facts += fmt::format("confidence {:.0f} % &middot; ", *advice.confidence * 100);
  facts += fmt::format("advised since {}, {} in a row", time_html(stored.first_advised),
                       counted(stored.times, "cycle"));
  return fmt::format(
      "<article class=\"card\"><h3>{}</h3>\n<p class=\"facts\">{}</p>\n<p>{}</p>\n"
      "<pre class=\"sql\">{}</pre></article>\n",
      escape_markup(advice.name.empty() ? advice.table : advice.name + " on " + advice.table),
      facts, escape_markup(advice.reason), escape_markup(ddl_to_copy(advice)));
}

}  // namespace

std::string advice_section(const std::vector<StandingAdvice>& advice, std::string_view title) {
  std::string html = fmt::format("<h2>{}</h2>\n", title);
  if (advice.empty())
    return html +
           empty_state(
               "Nothing is advised now. <code>selfopt watch</code> looks again every five "
               "minutes and keeps its advice here; <code>selfopt recommend</code> answers at "
               "once.");
  constexpr std::size_t k_open = 5;
  for (std::size_t i = 0; i < advice.size(); ++i) {
    if (i == k_open)
      html += fmt::format("<details><summary>{} more</summary>\n", advice.size() - k_open);
    html += card(advice[i]);
  }
  return html + (advice.size() > k_open ? "</details>\n" : "");
}

}  // namespace selfopt::page
