#include "serve/router.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "serve/answers.hpp"
#include "serve/pages.hpp"

namespace selfopt::serving {
namespace {

// \returns what stands in place of {...}, or nothing if the path is another
std::optional<std::string> match(const std::string& pattern, const std::string& path) {
  const std::size_t brace = pattern.find('{');
  if (brace == std::string::npos)
    return pattern == path ? std::optional<std::string>("") : std::nullopt;
  if (!path.starts_with(pattern.substr(0, brace)) || path.size() == brace ||
      path.find('/', brace) != std::string::npos)
    return std::nullopt;
  return path.substr(brace);
}

int status_of(const Error& error) {
  switch (error.kind()) {
    case ErrorKind::usage:
    case ErrorKind::input:
      return 400;
    case ErrorKind::busy:
      return 409;
    case ErrorKind::database:
    case ErrorKind::refused:
    case ErrorKind::interrupted:
      return 503;
    default:
      return 500;
  }
}

http::Response from_error(const Error& error) {
  const int status = status_of(error);
  if (status == 500) log::write(error);
  http::Response response = http::error_response(status, error.message(), error.hint());
  if (status == 503) response.headers.emplace_back("Retry-After", "5");
  return response;
}

http::Response not_allowed(const std::vector<std::string>& methods) {
  const std::string allowed = fmt::format("{}", fmt::join(methods, ", "));
  http::Response response =
      http::error_response(405, "that cannot be done here", "Allowed: " + allowed + ".");
  response.headers.emplace_back("Allow", allowed);
  return response;
}

http::Response find_and_answer(Service& service, const http::Request& request) {
  const std::string method = request.method == "HEAD" ? "GET" : request.method;
  // "/api/queries/analyze" is no statement.
  const bool is_named =
      std::ranges::any_of(routes(), [&](const Route& route) { return route.path == request.path; });
  std::vector<std::string> others;
  for (const Route& route : routes()) {
    const auto captured = match(route.path, request.path);
    if (!captured || (is_named && route.path != request.path)) continue;
    if (route.method == method)
      return route.answer(service,
                          {request, Parameters(request.parameters, route.parameters), *captured});
    others.push_back(route.method);
  }
  if (!others.empty()) return not_allowed(others);
  return http::error_response(404, "there is no such page",
                              "/openapi.json lists the pages of the API.");
}

}  // namespace

const std::vector<Route>& routes() {
  static const std::vector<Route> all{
      {"GET", "/", show_dashboard, {"since"}},
      {"GET", "/queries/{query_hash}", show_statement, {"since"}},
      {"GET", "/curve.svg", show_curve, {}},
      {"GET", "/style.css", give_style, {"v"}},
      {"GET", "/script.js", give_script, {"v"}},
      {"GET", "/icon.svg", give_icon, {"v"}},
      {"GET", "/healthz", answer_health, {}},
      {"GET", "/readyz", answer_ready, {}},
      {"POST", "/api/queries/analyze", answer_analyze, {}},
      {"GET", "/api/optimization/status", answer_optimization_status, {}},
      {"GET", "/api/metrics/performance", answer_performance, {"since"}},
      {"GET", "/api/queries", answer_queries, {"since", "limit", "sort"}},
      {"GET", "/api/queries/{query_hash}", answer_query, {"since"}},
      {"GET", "/api/clusters", answer_clusters, {}},
      {"GET", "/api/recommendations", answer_recommendations, {}},
      {"GET", "/api/indexes", answer_indexes, {}},
      {"GET", "/api/tables", answer_tables, {}},
      {"GET", "/api/actions", answer_actions, {"limit"}},
      {"POST", "/api/actions", answer_change, {}},
      {"GET", "/api/loads", answer_loads, {"limit"}},
      {"GET", "/metrics", answer_metrics, {}},
      {"GET", "/openapi.json", answer_openapi, {}},
  };
  return all;
}

http::Response dispatch(Service& service, const http::Request& request) {
  http::Response response;
  try {
    response = find_and_answer(service, request);
  } catch (const Error& error) {
    response = from_error(error);
  }
  ++service.answers[static_cast<std::size_t>(std::clamp(response.status / 100, 1, 5)) - 1];
  return response;
}

}  // namespace selfopt::serving
