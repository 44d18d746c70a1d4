#include <string>
#include <vector>

#include <pg_query.h>

#include "sql/statement.hpp"
#include "support/catch.hpp"

using namespace selfopt::sql;
using std::string;
using std::vector;

namespace {

vector<string> texts(const string& text) {
  vector<string> result;
  for (const Statement& statement : split(text))
    result.emplace_back(statement.text);
  return result;
}

string repeated(const string& text, int times) {
  string result;
  for (int i = 0; i < times; ++i)
    result += text;
  return result;
}

string own_fingerprint(const string& text) {
  PgQueryFingerprintResult result = pg_query_fingerprint(text.c_str());
  string hash = result.fingerprint_str == nullptr ? "" : result.fingerprint_str;
  pg_query_free_fingerprint_result(result);
  return hash;
}

}  // namespace

TEST_CASE("split cuts at semicolons and leaves out white space and comments before a statement") {
  CHECK(texts("select 1;\n\n -- two\n/* 2 */ select 2 ;;  ") ==
        vector<string>{"select 1", "select 2"});
  CHECK(texts("select 1 -- no end") == vector<string>{"select 1 -- no end"});
  CHECK(texts("  \n-- nothing\n;").empty());
  CHECK(texts("").empty());
}

TEST_CASE("split does not cut inside quotes, comments and dollar quotes") {
  CHECK(texts("select ';', \";\", E'\\';', $$;$$, $a$ ;$$; $a$ /* ; /* ; */ ; */ -- ;\n, 1; x") ==
        vector<string>{
            "select ';', \";\", E'\\';', $$;$$, $a$ ;$$; $a$ /* ; /* ; */ ; */ -- ;\n, 1", "x"});
  CHECK(texts("select 'a\\'; select 2") == vector<string>{"select 'a\\'", "select 2"});
  CHECK(texts("select a$b; select $1;") == vector<string>{"select a$b", "select $1"});
}

TEST_CASE("split keeps rules and SQL-standard function bodies whole") {
  const string rule = "create or replace rule r as on insert to t do (select 1; select 2)";
  const string body =
      "create function f() returns int begin atomic select case when true then 1 end; select 2; "
      "end";
  CHECK(texts(rule + ";" + body + "; select 3") == vector<string>{rule, body, "select 3"});
}

TEST_CASE("split loses one statement only to an open bracket, and the rest to an open quote") {
  CHECK(texts("select (1; select 2;") == vector<string>{"select (1", "select 2"});
  CHECK(texts("select 1; select 'open; select 2;") ==
        vector<string>{"select 1", "select 'open; select 2;"});
  CHECK(texts("select 1; /* open; select 2;") == vector<string>{"select 1", "/* open; select 2;"});
}

TEST_CASE("split understands a psql script") {
  CHECK(texts("\\set x 1\n\\echo 'it''s; here\nselect 1 \\g out.txt\nselect 2;\n\\q\n") ==
        vector<string>{"select 1", "select 2"});
  CHECK(texts("copy t from stdin;\n1;2\n\\.\nselect 1;") ==
        vector<string>{"copy t from stdin", "select 1"});
  CHECK(texts("copy t from stdin; select 1;") == vector<string>{"copy t from stdin", "select 1"});
}

TEST_CASE("split reads calls and names from the comments before a statement") {
  const auto statements = split(
      "-- selfopt: calls=12\n-- name:  top sellers \nselect 1;\n"
      "select 2; -- name: not of the next\nselect 3;\n/*\n*/ --selfopt: calls=x\nselect 4");
  REQUIRE(statements.size() == 4);
  CHECK(statements[0].calls == 12);
  CHECK(statements[0].name == "top sellers");
  CHECK(statements[0].line == 3);
  CHECK(statements[1].calls == 1);
  CHECK(statements[1].name.empty());
  CHECK(statements[2].name.empty());
  CHECK(statements[2].line == 5);
  CHECK(statements[3].calls == 1);
  CHECK(statements[3].line == 8);
}

TEST_CASE("split keeps the hints of pg_hint_plan with their statement") {
  CHECK(texts("-- c\n/*+ SeqScan(t) */ select 1") == vector<string>{"/*+ SeqScan(t) */ select 1"});
}

TEST_CASE("fingerprints are libpg_query's own") {
  for (const string text :
       {"select 1", "SELECT * FROM users WHERE id = 7", "insert into t values (1, 'a'), (2, 'b')",
        "create table t (a int)", "with c as (select 1) select * from c", "select 1; select 2",
        "update t set a = 1 from u where t.id = u.id", "vacuum"})
    CHECK(fingerprint(text) == own_fingerprint(text));
}

TEST_CASE("fingerprints tell statements apart, but not their constants and layout") {
  CHECK(fingerprint("select a from t where b = 1") ==
        fingerprint("SELECT a\nFROM t -- x\nWHERE b = 'z'"));
  CHECK(fingerprint("select a from t where b = 1") != fingerprint("select a from u where b = 1"));
  CHECK(fingerprint("select a from t where b = 1").size() == 16);
}

TEST_CASE("what does not parse has no fingerprint but an error with its position") {
  CHECK(fingerprint("select from where").empty());
  CHECK(fingerprint("").empty());
  CHECK(fingerprint("-- nothing").empty());
  CHECK_FALSE(check_syntax("select 1").has_value());
  const auto error = check_syntax("select 'é', 1 from where");
  REQUIRE(error.has_value());
  CHECK(error->message == "syntax error at or near \"where\"");
  CHECK(error->position == 20);
  CHECK(check_syntax("select 'open")->message == "unterminated quoted string at or near \"'open\"");
}

TEST_CASE("text that no server takes is an error") {
  CHECK(check_syntax(string("select 1\0; drop", 15))->message == "the text holds a NUL byte");
  CHECK(check_syntax(string("select 1\0; drop", 15))->position == 9);
  CHECK(check_syntax("select 'a\xff'")->message == "invalid byte sequence for encoding \"UTF8\"");
  CHECK(check_syntax("select 'a\xff'")->position == 10);
}

TEST_CASE("statements of any depth are parsed or refused, and nothing overflows") {
  const string chain = "select 1" + repeated("+1", 60'000);
  CHECK_FALSE(check_syntax(chain).has_value());
  CHECK(fingerprint(chain) == own_fingerprint("select 1" + repeated("+1", 200)));
  CHECK_FALSE(normalize(chain).empty());
  CHECK(check_syntax("select 1" + repeated("+1", 500'000))->message ==
        "the statement is nested too deeply");
  CHECK(check_syntax("select " + repeated("(", 100'000))->message ==
        "memory exhausted at or near \"(\"");
  CHECK(check_syntax("select " + repeated("(", 20'000) + "1" + repeated(")", 20'000))->message ==
        "memory exhausted at or near \"(\"");
  CHECK_FALSE(check_syntax("values (1)" + repeated(" union all values (1)", 30'000)).has_value());
  CHECK_FALSE(check_syntax("select 1 from t" + repeated(" natural join t", 30'000)).has_value());
  CHECK_FALSE(check_syntax("select 1" + repeated("::int", 20'000)).has_value());
  CHECK(check_syntax("select 1 " + repeated("/*", 20'000))->message ==
        "the statement is nested too deeply");
  CHECK_FALSE(check_syntax("select 1 in (" + repeated("1,", 500'000) + "1)").has_value());
}
