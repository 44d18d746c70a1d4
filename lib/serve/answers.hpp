#pragma once

#include <string>

#include "http/message.hpp"
#include "serve/router.hpp"
#include "serve/service.hpp"

/// What the API answers (openapi.json says what stands in it). Each may throw Error.
namespace selfopt::serving {

// answers_status.cpp
http::Response answer_health(Service& service, const Call& call);
http::Response answer_ready(Service& service, const Call& call);
http::Response answer_optimization_status(Service& service, const Call& call);
http::Response answer_performance(Service& service, const Call& call);
// answers_analyze.cpp
http::Response answer_analyze(Service& service, const Call& call);
// answers_queries.cpp
http::Response answer_queries(Service& service, const Call& call);
http::Response answer_query(Service& service, const Call& call);
http::Response answer_clusters(Service& service, const Call& call);
// answers_advice.cpp
http::Response answer_recommendations(Service& service, const Call& call);
// answers_objects.cpp
http::Response answer_indexes(Service& service, const Call& call);
http::Response answer_tables(Service& service, const Call& call);
http::Response answer_loads(Service& service, const Call& call);
// answers_actions.cpp
http::Response answer_actions(Service& service, const Call& call);
http::Response answer_change(Service& service, const Call& call);
// open_metrics.cpp
http::Response answer_metrics(Service& service, const Call& call);
// openapi.cpp.in
http::Response answer_openapi(Service& service, const Call& call);

}  // namespace selfopt::serving
