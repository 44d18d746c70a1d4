#include <algorithm>
#include <mutex>

#include <fmt/format.h>

#include <selfopt/apply.hpp>
#include <selfopt/error.hpp>

#include "exchange/request_json.hpp"
#include "exchange/standing_json.hpp"
#include "pg/ledger.hpp"
#include "pg/stored_advice.hpp"
#include "serve/answers.hpp"
#include "serve/json_answer.hpp"

namespace selfopt::serving {
namespace {

using exchange::RequestMembers;

http::Response list(const std::vector<Action>& actions) {
  return json_answer([&](exchange::JsonObject& document, std::string& text) {
    exchange::append_json_array(document.begin("actions"), actions, [&](const Action& action) {
      exchange::append_action(action, text);
    });
  });
}

// The advice that the client names by its ids; it never sends SQL.
Recommendations chosen(Service& service, const std::vector<std::string>& ids) {
  Recommendations advice;
  const auto stored = service.database().with(pg::stored_advice);
  for (const std::string& id : ids) {
    const auto found =
        std::ranges::find(stored, id, [](const StandingAdvice& one) { return one.advice.id; });
    if (found == stored.end())
      throw Error(ErrorKind::input, "there is no such recommendation", {},
                  "/api/recommendations lists those that there are.");
    advice.recommendations.push_back(found->advice);
  }
  return advice;
}

std::vector<Action> change(Service& service, const RequestMembers& members) {
  const Database& database = service.database().database();
  const auto undo = members.texts.find("undo");
  const auto apply_ids = members.lists.find("apply");
  if ((undo == members.texts.end()) == (apply_ids == members.lists.end()))
    throw Error(ErrorKind::input, "the body says neither or both of apply and undo", {},
                R"(Send {"apply": [ID, ...]} or {"undo": "last"}.)");
  const bool dry_run = members.is_set("dry_run");
  if (undo != members.texts.end()) {
    if (dry_run)
      throw Error(ErrorKind::input, "what would be undone cannot be shown before", {},
                  "/api/actions lists the changes; dry_run goes with apply.");
    return undo_actions(database, undo->second, {});
  }
  const Recommendations advice = chosen(service, apply_ids->second);
  return dry_run ? plan_actions(database, advice, {}) : selfopt::apply(database, advice, {});
}

}  // namespace

http::Response answer_actions(Service& service, const Call& call) {
  constexpr std::int64_t k_usual = 100;
  constexpr std::int64_t k_most = 1000;
  const auto limit = static_cast<std::size_t>(call.parameters.limit(k_usual, k_most));
  auto actions = service.database().with(pg::read_actions);
  actions.resize(std::min(actions.size(), limit));
  return list(actions);
}

http::Response answer_change(Service& service, const Call& call) {
  if (!service.options.allow_apply)
    return http::error_response(403, "this server changes nothing",
                                "selfopt serve --allow-apply --token-file FILE lets it.");
  using enum exchange::RequestMember::Kind;
  const RequestMembers members = exchange::read_request(
      call.request.body, {{"apply", texts}, {"undo", text}, {"dry_run", flag}});
  const std::unique_lock one_at_a_time(service.changing, std::try_to_lock);
  if (!one_at_a_time.owns_lock())
    throw Error(ErrorKind::busy, "a change is being made just now", {}, "Try again later.");
  const std::vector<Action> actions = change(service, members);
  const std::lock_guard lock(service.reading);
  service.overviews.clear();  // the next page shows what was changed
  return list(actions);
}

}  // namespace selfopt::serving
