#include <selfopt/watch.hpp>

#include "support/catch.hpp"

using namespace selfopt;

namespace {

Alert alert(const std::string& message) {
  Alert made;
  made.database = "db";
  made.at = "2026-01-01T00:00:00Z";
  AlertEvent event;
  event.kind = "failed";
  event.message = message;
  made.events.push_back(event);
  return made;
}

}  // namespace

TEST_CASE("an alert's summary is one line, short, and says that there is more") {
  CHECK(summary(alert("it failed")) == "selfopt, db: it failed");
  CHECK(summary(alert("a\r\nBcc: x\x1b[0m")) == "selfopt, db: a  Bcc: x [0m");
  Alert many = alert("first");
  many.events.push_back(many.events.front());
  many.left_out = 3;
  CHECK(summary(many) == "selfopt, db: first (and 4 more)");
  const std::string cut = summary(alert(std::string(1000, 'x').replace(286, 2, "\xc3\xa4")));
  CHECK(cut.size() < 320);
  CHECK(cut.ends_with("x..."));  // no half of the letter
}

TEST_CASE("an alert is one line of JSON; what does not apply is left out") {
  Alert one = alert("say \"no\"\n\xff");
  CHECK(to_json(one) ==
        "{\"schema\":\"selfopt.alert/1\",\"text\":\"selfopt, db: say \\\"no\\\" \xef\xbf\xbd\","
        "\"at\":\"2026-01-01T00:00:00Z\",\"database\":\"db\",\"events\":[{\"kind\":\"failed\","
        "\"message\":\"say \\\"no\\\"\\n\xef\xbf\xbd\",\"at\":\"\",\"cycle_id\":\"\",\"times\":1}],"
        "\"left_out\":0}\n");
  one.events[0].mean_ms = 5;
  one.events[0].query_hash = "a";
  CHECK(to_json(one).find(R"("query_hash":"a","mean_ms":5.0})") != std::string::npos);
}
