#include <set>
#include <string>

#include <selfopt/serve.hpp>

#include "serve/answers.hpp"
#include "serve/router.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using namespace selfopt::serving;

namespace {

struct WithoutDatabase {
  ServeOptions options;
  Service service{options};

  http::Response ask(const std::string& method, const std::string& path,
                     const std::string& body = "") {
    return dispatch(service, {method, path, {}, {}, body});
  }
};

}  // namespace

TEST_CASE_METHOD(WithoutDatabase, "openapi.json describes every route of the API", "[serve]") {
  const std::string document = ask("GET", "/openapi.json").body;
  std::size_t described = 0;
  for (std::size_t at = 0; (at = document.find("\n  \"/", at)) != std::string::npos; ++at)
    ++described;
  std::set<std::string> paths;
  for (const Route& route : routes())
    if (route.path.starts_with("/api/") || route.path == "/healthz" || route.path == "/readyz" ||
        route.path == "/metrics" || route.path == "/openapi.json") {
      paths.insert(route.path);
      CHECK(document.find("\"" + route.path + "\"") != std::string::npos);
    }
  CHECK(described == paths.size());
}

TEST_CASE_METHOD(WithoutDatabase, "what there is not is told as JSON", "[serve]") {
  CHECK(ask("GET", "/nothing").status == 404);
  CHECK(ask("GET", "/api/queries/a/b").status == 404);
  CHECK(ask("DELETE", "/healthz").status == 405);
  CHECK(ask("GET", "/api/queries/analyze").status == 405);
  CHECK(ask("GET", "/api/queries").status == 503);
  CHECK(ask("GET", "/api/queries").body.starts_with("{\"error\":"));
  CHECK(ask("HEAD", "/healthz").status == 200);
}

TEST_CASE_METHOD(WithoutDatabase, "statements are analysed from their text", "[serve]") {
  const auto answer =
      ask("POST", "/api/queries/analyze", R"({"query": "select * from t where a = 'secret'"})");
  CHECK(answer.status == 200);
  CHECK(answer.body.find(R"("index_recommended":true)") != std::string::npos);
  CHECK(answer.body.find(R"("basis":"text")") != std::string::npos);
  CHECK(answer.body.find("secret") == std::string::npos);
  const auto nothing = ask("POST", "/api/queries/analyze", R"({"query": "select 1"})");
  CHECK(nothing.body.find(R"("index_recommended":false)") != std::string::npos);
  CHECK(ask("POST", "/api/queries/analyze", "{").status == 400);
  CHECK(ask("POST", "/api/queries/analyze", "[]").status == 400);
  CHECK(ask("POST", "/api/queries/analyze", R"({"query": 1})").status == 400);
  CHECK(ask("POST", "/api/queries/analyze", "{}").status == 422);
  CHECK(ask("POST", "/api/queries/analyze", R"({"query": ""})").status == 422);
  CHECK(ask("POST", "/api/queries/analyze", R"({"query": "selec 1"})").status == 422);
  CHECK(ask("POST", "/api/queries/analyze", R"({"query": "select 1; drop table t"})").status ==
        422);
  CHECK(ask("POST", "/api/actions", R"({"undo": "last"})").status == 403);
}
