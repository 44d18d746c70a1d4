#include <nlohmann/json.hpp>

#include <selfopt/query_explanation.hpp>

namespace selfopt {

using Json = nlohmann::ordered_json;

std::string to_json(const QueryExplanation& explanation) {
  Json out{{"schema", "selfopt.query_explanation/1"},
           {"query_hash", explanation.query_hash},
           {"sql", explanation.sql},
           {"calls", explanation.calls},
           {"cost_before", explanation.cost_before},
           {"cost_after", explanation.cost_after},
           {"cost_least", explanation.cost_least},
           {"plan_before", explanation.plan_before},
           {"plan_after", explanation.plan_after},
           {"considered", Json::array()}};
  for (const ConsideredIndex& one : explanation.considered)
    out["considered"].push_back({{"index", one.index},
                                 {"size_bytes", one.size_bytes},
                                 {"cost_alone", one.cost_alone},
                                 {"cost_beside", one.cost_beside},
                                 {"advised", one.advised},
                                 {"used", one.used},
                                 {"verdict", one.verdict}});
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace selfopt
