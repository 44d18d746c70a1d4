#include "serve/pages.hpp"

#include <fmt/format.h>

#include <selfopt/budget_curve.hpp>
#include <selfopt/error.hpp>
#include <selfopt/moment.hpp>
#include <selfopt/units.hpp>
#include <selfopt/version.hpp>

#include "exchange/markup.hpp"
#include "page/frame.hpp"
#include "page/nodes.hpp"
#include "page/pieces.hpp"
#include "page/standing.hpp"
#include "pg/ledger.hpp"
#include "pg/stored_advice.hpp"
#include "serve/overview.hpp"
#include "serve/sections.hpp"
#include "serve/statement_view.hpp"

namespace selfopt::serving {
namespace {

using exchange::escape_markup;

http::Response page_of(int status, const std::string& title, const std::string& body) {
  http::Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = page::frame(
      title,
      body + fmt::format("<footer>selfopt {} &middot; <a href=\"/openapi.json\">API</a> &middot; "
                         "<a href=\"/metrics\">metrics</a></footer>\n",
                         version()),
      page::Assets::linked);
  return response;
}

// Who looks at a page wants a page, whatever is wrong.
http::Response error_page(int status, const Error& error) {
  return page_of(
      status, "selfopt",
      fmt::format("<h1>{}</h1>\n<p class=\"empty\">{}</p>\n", escape_markup(error.message()),
                  escape_markup(error.hint().empty() ? "The page tries again every minute."
                                                     : error.hint())));
}

constexpr const char* k_not_summed =
    "<p class=\"pale\">Older measurements are not summed up yet, so this takes longer: "
    "<code>selfopt collect</code> and <code>selfopt watch</code> sum them up if they may "
    "write to the schema selfopt.</p>\n";

std::string dashboard_body(const Service& service, const Overview& overview) {
  const Performance& summary = overview.summary;
  const Standing& standing = overview.standing;
  return fmt::format("<h1>{}</h1>\n<p class=\"pale\">the last {}, {} to {} {}</p>\n{}",
                     escape_markup(overview.health.database), window_name(overview.window_s),
                     page::time_html(summary.from), page::time_html(summary.to),
                     escape_markup(zone_of(summary.to)), overview.not_summed ? k_not_summed : "") +
         window_links("/", overview.window_s) + health_section(overview) + time_section(overview) +
         statements_section(service, overview) + page::advice_section(standing.advice) +
         curve_section(service) + page::actions_section(standing.actions) +
         page::nodes(overview.summary.nodes) + page::indexes_section(standing) +
         page::loads_section(standing.loads);
}

std::string plan_section(const StatementPlan& plan) {
  std::string html = "<h2>Plan</h2>\n";
  if (!plan.error.empty())
    return html + page::empty_state("It cannot be planned: " + escape_markup(plan.error));
  if (plan.invented)
    html += "<p class=\"pale\">for values of its parameters that are usual in their columns</p>\n";
  html += "<pre class=\"plan\" tabindex=\"0\">";
  for (const std::string& line : plan.lines)
    html += escape_markup(line) + "\n";
  return html + "</pre>\n";
}

std::string statement_body(const Service& service, const StatementView& view, double window_s) {
  const StatementPerformance& now = view.statement.now;
  std::vector<page::Tile> tiles{{"calls", format_count(now.calls)},
                                {"total time", format_duration_ms(now.total_ms)},
                                {"mean", format_duration_ms(now.mean_ms)},
                                {"longest call", format_duration_ms(now.max_ms)}};
  if (view.statement.mean_ms_before)
    tiles.push_back({"mean before", format_duration_ms(*view.statement.mean_ms_before),
                     "in the " + window_name(window_s) + " before", has_regressed(view.statement)});
  if (now.rows)
    tiles.push_back({"rows of a call", format_count(static_cast<std::int64_t>(*now.rows + 0.5))});
  std::string html = fmt::format(
                         "<p><a href=\"/\">all statements</a></p>\n<h1>Statement {}</h1>\n"
                         "<pre class=\"sql\">{}</pre>\n",
                         escape_markup(now.query_hash), escape_markup(service.shown_sql(now.sql))) +
                     window_links("/queries/" + now.query_hash, window_s) + page::tiles(tiles) +
                     "<h2>Total time</h2>\n";
  html += view.history.empty()
              ? page::empty_state("It did not run in this period.")
              : page::timeline_svg({{.name = "this statement", .spans = view.history}},
                                   page::action_marks(view.actions));
  return html + plan_section(view.plan) +
         page::advice_section(view.advice, "Recommendations for its tables") +
         page::actions_section(view.actions, "Nothing was changed for this statement yet.");
}

// The space that the present advice takes, and that of the indexes made. Without the database the
// curve is shown alone.
std::vector<BudgetMark> chosen_budgets(Service& service) {
  BudgetMark advised{0, "advised now"};
  BudgetMark made{0, "made so far"};
  if (!service.sessions) return {};
  try {
    service.database().with([&](pg::Session& session) {
      for (const StandingAdvice& one : pg::stored_advice(session))
        if (one.advice.kind == RecommendationKind::create_index)
          advised.bytes += one.advice.size_bytes;
      for (const Action& action : pg::read_actions(session))
        if (action.kind == "create_index" && action.state == "done")
          made.bytes += action.size_bytes.value_or(0);
    });
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
  }
  return {advised, made};
}

// What the database refuses, or that it is away, is told on a page, too.
template <typename Show>
http::Response page_or_error(Show show) {
  try {
    return show();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::database && error.kind() != ErrorKind::refused) throw;
    return error_page(503, error);
  }
}

http::Response asset(const char* type, const char* text) {
  http::Response response;
  response.content_type = type;
  response.body = text;
  response.headers.emplace_back("Cache-Control", "max-age=3600");
  return response;
}

}  // namespace

http::Response show_dashboard(Service& service, const Call& call) {
  const double window_s = call.parameters.window_s();
  if (!service.sessions)
    return page_of(
        200, "selfopt",
        "<h1>selfopt</h1>\n" +
            page::empty_state("This server has no database: it only analyses statements "
                              "(<code>POST /api/queries/analyze</code>). Started without "
                              "<code>--no-database</code> it shows how one is doing."));
  return page_or_error([&] {
    const auto shown = overview(service, window_s);
    return page_of(200, shown->health.database + " - selfopt", dashboard_body(service, *shown));
  });
}

http::Response show_statement(Service& service, const Call& call) {
  const double window_s = call.parameters.window_s();
  return page_or_error([&] {
    const auto view = view_statement(service, window_s, call.captured);
    if (!view)
      return error_page(404, Error(ErrorKind::input, "there is no such statement", {},
                                   "The front page lists those that there are."));
    return page_of(200, "Statement " + call.captured, statement_body(service, *view, window_s));
  });
}

http::Response show_curve(Service& service, const Call&) {
  if (service.options.curve_file.empty())
    return http::error_response(404, "there is no curve", "selfopt serve --curve FILE shows one.");
  http::Response response;
  response.content_type = "image/svg+xml";
  response.body = to_svg(load_budget_curve(service.options.curve_file), chosen_budgets(service));
  // The picture brings its own style, as it does where it is a file.
  response.headers.emplace_back("Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline'");
  return response;
}

http::Response give_style(Service&, const Call&) {
  return asset("text/css; charset=utf-8", page::k_style);
}

http::Response give_script(Service&, const Call&) {
  return asset("text/javascript; charset=utf-8", page::k_script);
}

http::Response give_icon(Service&, const Call&) {
  return asset("image/svg+xml", page::k_icon);
}

}  // namespace selfopt::serving
